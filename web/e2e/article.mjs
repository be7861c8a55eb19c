// Pages of other people, with figures in them: what `<raft-scape>` is tried in. They lie beside the site's files.

/// Opens a page with this body in the place of the site's own. What may be asked besides what `open` knows:
/// `head`: what stands in its head; `policy`: its content policy;
/// `files`: what its server has besides, by name: a body, or what is to be answered;
/// `fake`: whether a glue that only writes down what is asked of it takes the place of the WebAssembly, as `window.fake`.
export async function article(open, body, wishes = {}) {
  const { head = "", policy, files = {}, fake = false, ...others } = wishes;
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${head}
<script type="module" src="./raft-scape.js"></script></head><body><main><h1>An article</h1>${body}</main></body></html>`;
  const headers = policy ? { "content-security-policy": policy } : {};
  return open({
    ...others,
    prepare: async (page) => {
      await page.route(isPage, (route) => route.fulfill({ contentType: "text/html", body: document, headers }));
      for (const [name, file] of Object.entries(files)) {
        const answer = typeof file === "string" ? { contentType: "text/plain", body: file } : file;
        await page.route(`**/${name}`, (route) => route.fulfill(answer));
      }
      if (fake) await forge(page);
      await wishes.prepare?.(page);
    },
  });
}

const isPage = (address) => address.pathname.endsWith("/");

/// Puts a glue into the page that mounts nothing: `window.fake` has what was mounted (`place`, `options`, `calls`), how many instances
/// there are, and `report`, by which a cluster says that something has happened.
export async function forge(page) {
  await page.addInitScript(() => {
    window.fake = { mounts: [], instances: 0, cut: false, opening: {}, answers: {} };
    window.fake.report = (mount, ...events) => {
      mount.waiting.push(...events);
      mount.options.hear();
    };
  });
  await page.route("**/raftscape.js", (route) => route.fulfill({ contentType: "text/javascript", body: GLUE }));
}

const GLUE = `
const { fake } = window;
export function create() {
  const instance = (fake.instances += 1);
  return { init, mount: (place, options) => mount(instance, place, options) };
}
async function init() {
  if (fake.cut) throw new TypeError("the network has changed");
}
function mount(instance, place, options) {
  if (fake.refusal) throw new Error(fake.refusal);
  const calls = [];
  const it = { instance, place, options, calls, waiting: [], tickets: 0 };
  const noted = (name) => (...words) => void calls.push([name, ...words]);
  place.attachShadow({ mode: "open" }).append(Object.assign(document.createElement("p"), { textContent: "A cluster." }));
  fake.mounts.push(it);
  fake.report(it, { type: "ready", servers: 5, seed: "7" }, { type: "answer", ticket: 0, ...fake.opening });
  const player = Object.fromEntries(["play", "pause", "step", "open", "set", "free"].map((name) => [name, noted(name)]));
  return {
    ...player,
    events: () => it.waiting.splice(0),
    unmount: () => (calls.push(["unmount"]), fake.journal && [fake.journal.journal, fake.journal.events]),
    ask(kind, words) {
      calls.push(["ask", kind, words]);
      const answer = fake.answers[kind];
      it.tickets += 1;
      if (answer) fake.report(it, { type: "answer", ticket: it.tickets, ...answer });
      return it.tickets;
    },
  };
}
`;
