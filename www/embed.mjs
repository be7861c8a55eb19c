// A page that is one figure. In a frame the address says what it shows, and the page around may steer it by messages. A file by itself
// (`cargo xtask dist --single`) has what it shows in itself, and is the full page.
import { RaftScape } from "./raft-scape.js";

const figure = document.querySelector("raft-scape");

/** What the page around may ask for, by the word in `do`. What cannot be done is said in the figure. */
const ORDERS = {
  play: () => figure.play(),
  pause: () => figure.pause(),
  next: () => figure.step(1),
  previous: () => figure.step(-1),
  step: ({ count = 1 }) => figure.step(Number(count)),
  seek: ({ to }) => figure.seek(to),
};

/** What the page around hears of. What happens with every frame is not among it. */
const NEWS = ["ready", "play", "pause", "seek", "action", "branch", "violation", "goal", "ask", "ended", "error"];

/** The least height that is asked for, in CSS pixels; and the one that was reported last. */
const LEAST = 400;
let reported;

const asked = new URLSearchParams(location.search);

// What goes wrong is said in the figure, and a script stays to be read.
if (figure.dataset.page !== undefined) fill().catch(() => {});
else embed();
if (parent !== window) speak();

/** The run in the fragment of the address, if there is one. */
function link() {
  return location.hash.startsWith("#run=") ? location.hash : undefined;
}

/** The figure is the full page, and links to what it shows lead here. */
async function fill() {
  const script = figure.querySelector("pre")?.textContent;
  RaftScape.site = location.href.replace(/[?#].*/s, "");
  figure.options = { ...(script ? {} : Object.fromEntries(asked)), ...(link() ? { run: link() } : { script }), fullPage: true };
  addEventListener("hashchange", () => link() && figure.open(link()).catch(() => {}));
  // The figure takes its options up behind this.
  await undefined;
  await figure.load();
  figure.replaceChildren();
}

/** The figure stands in the frame of another page. */
function embed() {
  // Where this page is no file of a site, there is no full page beside it.
  if (!/^(https?|file):/.test(location.protocol)) RaftScape.site = "";
  for (const [name, value] of asked) {
    if (RaftScape.observedAttributes.includes(name)) figure.setAttribute(name, value);
    else console.warn(`There is no attribute “${name}”; there are ${RaftScape.observedAttributes.join(", ")}.`);
  }
  // What stands below the figure has its colours.
  if (["light", "dark"].includes(figure.theme)) document.documentElement.style.colorScheme = figure.theme;
  const follow = () => link() && (figure.src = link());
  follow();
  addEventListener("hashchange", follow);
}

function speak() {
  addEventListener("message", obey);
  for (const name of NEWS) figure.addEventListener(name, ({ detail }) => say({ type: `raftscape:${name}`, ...detail }));
  new ResizeObserver(reportHeight).observe(figure);
  figure.addEventListener("ready", reportHeight);
}

function obey({ source, data }) {
  if (source !== parent || data?.type !== "raftscape") return;
  const order = Object.hasOwn(ORDERS, data.do) && ORDERS[data.do];
  if (order) order(data).catch((error) => say({ type: "raftscape:error", version: 1, words: error.message }));
  else console.warn(`There is no “${data.do}” to do; there are ${Object.keys(ORDERS).join(", ")}.`);
}

/** The height that suits the width of the frame, 16:9. It does not depend on the height, which may follow from it. */
function reportHeight() {
  const line = figure.shadowRoot.querySelector("[part=line]")?.offsetHeight ?? 0;
  const height = Math.ceil(Math.max((innerWidth * 9) / 16, LEAST) + line);
  if (height === reported) return;
  reported = height;
  say({ type: "raftscape:height", height });
  say({ subject: "lti.frameResize", height });
}

/** It is for the page that shows the frame, whichever that is, and says nothing about the reader. */
function say(what) {
  parent.postMessage(what, "*");
}
