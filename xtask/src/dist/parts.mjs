// How a part of the page is fetched: who waits for it sees how much has come, and can stop it.
const watchers = {};
const controllers = {};

function watchPart(part, then) {
  watchers[part] = then;
}

function cancelPart(part) {
  controllers[part]?.abort();
}

async function fetchPart(part, file, bytes) {
  if (compiled[file]) return compiled[file];
  controllers[part] = new AbortController();
  const { signal } = controllers[part];
  const response = await fetch(file, { signal });
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  const pieces = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return (compiled[file] = await WebAssembly.compile(await new Blob(pieces).arrayBuffer()));
    pieces.push(value);
    loaded += value.length;
    watchers[part]?.(loaded, bytes);
  }
}

// A worker that does a piece of heavy work, where one can be made: not under Trusted Types, nor from another origin. Calls
// `then` with what it says, and without anything if it cannot begin or go on.
function startWorker(work, then) {
  try {
    const worker = new Worker(new URL("raftscape_worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => then(data);
    worker.onerror = () => then();
    worker.postMessage({ glue: import.meta.url, module: wasmModule, work });
    return worker;
  } catch {
    then();
  }
}

function stopWorker(worker) {
  if (!worker) return;
  // What it has said already may still be on its way.
  worker.onmessage = worker.onerror = null;
  worker.terminate();
}

// Where links to runs lead that are copied from a mount in another page: without a full page, to that page.
function siteAddress() {
  return site || location.href.replace(/#.*/s, "");
}
