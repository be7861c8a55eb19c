// What a <raft-scape> is given from outside, looked at before its cluster gets it: a file at an address, and what its methods are called with.

/** The largest file that is read, in bytes. */
const LARGEST = 8 << 20;

/** How long a file may take to begin, in milliseconds. */
const PATIENCE = 20_000;

/** Types of content that are no script, no lesson and no recording. */
const OTHERS = { "text/html": "a web page", "image/": "a picture", "video/": "a film", "audio/": "a sound", "application/pdf": "a PDF" };

/** What is at an address, as an option of the cluster. */
export async function fetched(address, signal) {
  const url = locate(address);
  // A link holds all that it shows.
  if (url.hash.startsWith("#run=")) return { run: url.hash };
  const name = url.pathname.split("/").at(-1) || url.href;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    return { file: await read(await fetch(url, { signal: limit }), name) };
  } catch (error) {
    if (signal.aborted || error.cause === fetched) throw error;
    throw failure(`“${name}” could not be reached. Check the connection, and whether its server lets other pages read it, and try again.`);
  }
}

function locate(address) {
  try {
    return new URL(address, document.baseURI);
  } catch {
    throw failure(`“${address}” is no address; src names a script, a lesson, a recording or a link.`);
  }
}

/** What is known to be wrong with a file. */
const failure = (sentence) => new Error(sentence, { cause: fetched });

async function read(response, name) {
  if (!response.ok) throw failure(`“${name}” is not there: its server answers ${response.status}. Check the address in src.`);
  const type = response.headers.get("content-type") ?? "";
  const other = Object.keys(OTHERS).find((kind) => type.startsWith(kind));
  if (other) throw failure(`“${name}” is ${OTHERS[other]}, and no script, lesson or recording. Check the address in src.`);
  const pieces = [];
  let bytes = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    bytes += value.length;
    if (bytes > LARGEST) {
      reader.cancel();
      throw failure(`“${name}” is larger than ${LARGEST >> 20} MB, and is not read.`);
    }
    pieces.push(value);
  }
}

/** A moment in words, as a page asks for it: a number is a time in milliseconds. */
export function moment(where) {
  const isTime = typeof where === "number";
  if (isTime ? where >= 0 && where <= Number.MAX_SAFE_INTEGER : typeof where === "string") return isTime ? `${where}ms` : where;
  throw new Error(`seek takes a time, such as 250 or “250ms”, a mark or a condition, not “${where}”.`);
}

/** As many steps as are gone at once. */
const MOST_STEPS = 100;

export function steps(count) {
  if (Number.isInteger(count) && Math.abs(count) <= MOST_STEPS) return count;
  throw new Error(`step takes a whole number of steps, at most ${MOST_STEPS}, back if it is negative, not “${count}”.`);
}

/** Who watches a value is a function. */
export function called(then) {
  if (typeof then !== "function") throw new Error("watch takes a value, such as “leader”, and a function that is called with it.");
}
