// <raft-scape>: a Raft cluster in any page, and in our own. This is the element itself: attributes, methods, events, and how it comes by the
// WebAssembly. What stands around an embedded one is in raft-scape-frame.js. Where there is no page (a server that renders) it can be
// imported as well.

/** Attributes that the cluster knows as options, in its own words. */
const OPTIONS = [
  "servers", "seed", "scenario", "start-at", "stop-at", "poster-at", "keys", "speed", "focus", "view", "panels", "controls", "interactive",
];

/** Those of them that can change while a cluster lives, and what holds without the attribute. */
const LIVE = {
  speed: "auto",
  focus: "",
  view: "stage",
  panels: "logs why story clients dials run snapshot",
  controls: "auto",
  interactive: "true",
};

/** Attributes of what stands around the cluster. */
const AROUND = ["caption", "theme", "poster", "loading"];

/** What happens to a cluster, where the page has another name for it. */
const NAMES = { sought: "seek", acted: "action", changed: "change" };

/** What says where the cluster is by now. */
const MOVES = ["sought", "changed"];

/** The version of what a page is told of events. */
const VERSION = 1;

/** The ticket of how a cluster begins, which is answered once it shows what it was asked to show; and our own for another run in its place. */
const OPENING = 0;
const OPENED = -1;

const STOPPED = "Raftscape has stopped in this figure.";

const TAKEN = "The cluster was taken away.";

const STYLES = `
:host { display: block; }
:host([hidden]) { display: none; }
[part=box] { position: relative; box-sizing: border-box; height: 100%; min-height: 8em; overflow: hidden; color-scheme: light dark; }
[theme=light] { color-scheme: light; }
[theme=dark] { color-scheme: dark; }
[part=stage], slot { position: absolute; inset: 0; display: block; min-height: 0; }
[data-state=shown] slot { display: none; }
[data-state=loading] [part=stage] { visibility: hidden; }
[part=error] {
  position: absolute; inset: auto 0 0; display: flex; flex-wrap: wrap; gap: 0.4em 1em; align-items: center;
  margin: 0; padding: 0.6em 1em; border-top: 2px solid;
  background: var(--raft-paper, Canvas); color: var(--raft-ink, CanvasText);
  font: 1rem/1.5 var(--raft-font, system-ui, sans-serif);
}
[part=retry] { padding: 0.3em 0.9em; font: inherit; }
`;

/** One style sheet for all figures. */
let styles;

function sheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  return sheet;
}

/** The instance of the module that all figures of the page share, on its way or here. */
let instance;

/** What could not come does not stay: who asks next tries again. */
function share() {
  return (instance ??= instantiate().catch((error) => {
    instance = undefined;
    throw error;
  }));
}

async function instantiate() {
  if (isBlocked()) {
    throw new Error("Raftscape could not start: this page does not allow WebAssembly; its content policy must allow 'wasm-unsafe-eval'.");
  }
  try {
    const glue = await import("./raftscape.js");
    const made = glue.create?.(RaftScape.site) ?? { ...glue, init: glue.default };
    await made.init();
    return made;
  } catch (error) {
    throw unloaded(error);
  }
}

function unloaded(error) {
  console.error(error);
  return new Error("Raftscape could not be loaded. Check the connection, and try again.");
}

/** What looks at what a figure is given from outside. */
const input = () =>
  import("./raft-scape-input.js").catch((error) => {
    throw unloaded(error);
  });

/** Whether the page forbids WebAssembly, or the browser has none: not even the smallest module can be made then. */
function isBlocked() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (error) {
    console.error(error);
    return true;
  }
}

/** Makes an element of this part. */
function make(tag, part, parent, words = "") {
  const element = document.createElement(tag);
  if (part) element.setAttribute("part", part);
  element.textContent = words;
  parent.append(element);
  return element;
}

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** The property that mirrors an attribute. Every element has a method `focus` already. */
const mirror = (name) => (name === "focus" ? "focusOn" : camel(name));

const ignore = () => {};

export class RaftScape extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = [...OPTIONS, ...AROUND, "src", "autoplay"];

  /** Where links to the full page lead; there are none if it is empty. */
  static site = new URL(".", import.meta.url).href;

  #box;
  /** What the cluster is mounted on; another element for each. */
  #stage;
  #error;
  /** What stands around an embedded cluster, on its way or here. */
  #frame;
  #options;
  /** The cluster on its way, or here, or why not: a promise. None before it is asked for. */
  #loading;
  /** Ends what is under way for the cluster. */
  #end;
  #player;
  /** The option by which the cluster was told what to show. */
  #source;
  /** Options that take up the run that was here before. */
  #kept;
  #isRunning = false;
  /** What happened before the cluster shows what it was asked to show; none once it does. */
  #early;
  /** What is asked of the cluster is done in the order in which it was asked: when the last of it is done. */
  #turn = Promise.resolve();
  /** How often the figure was disposed of, or left its page: what was asked before that is not done. */
  #ends = 0;
  /** Who waits for an answer, by the ticket. */
  #asked = new Map();
  /** Who watches a value, as long as the figure lives: words, a function, the ticket. */
  #watchers = new Set();
  #isBegun;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [(styles ??= sheet())];
    this.#box = make("div", "box", root);
    // What a page puts there is shown until the cluster is.
    make("slot", "", this.#box).name = "poster";
    for (const property of ["options", ...RaftScape.observedAttributes.map(mirror)]) this.#adopt(property);
  }

  /** A property that was set before the browser knew this element would hide the element's own. */
  #adopt(property) {
    if (!Object.hasOwn(this, property)) return;
    const value = this[property];
    delete this[property];
    this[property] = value;
  }

  /** Further options, in the words of `mount` or in those of attributes; they go before attributes, and before what is written in the page. */
  get options() {
    return this.#options;
  }

  set options(options) {
    this.#options = options;
    this.#restart();
  }

  connectedCallback() {
    // Moved within one task: all goes on.
    if (this.#isBegun) return;
    this.#isBegun = true;
    const ends = this.#ends;
    queueMicrotask(() => this.isConnected && this.#begin(ends));
  }

  disconnectedCallback() {
    setTimeout(() => {
      if (this.isConnected || !this.#isBegun) return;
      this.#isBegun = false;
      this.#ends += 1;
      this.#stop();
      this.#frame?.then((frame) => frame.leave(), ignore);
    });
  }

  attributeChangedCallback(name, before, value) {
    if (before === value) return;
    if (AROUND.includes(name)) this.#dress(name);
    else if (name in LIVE && this.#player) this.#player.set(name, this.#words(name) ?? LIVE[name]);
    else if (name === "keys" && this.#player) this.#again();
    else this.#restart();
    if (name === "loading" && this.#isBegun && !this.#loading) this.#begin();
  }

  /** What is there without a value is true. */
  #words(name) {
    const words = this.getAttribute(name);
    return name === "interactive" && words === "" ? "true" : words;
  }

  /** The cluster is brought when it is time, unless it has been taken away by then. */
  #begin(ends = this.#ends) {
    this.#dress();
    if (this.#options?.fullPage || this.#kept) this.load().catch(ignore);
    else this.#framed().then((frame) => frame.begin(() => ends === this.#ends)).catch((error) => this.#fail(error));
  }

  /** What stands around the cluster. Our own page has nothing there, and does not load it. */
  #framed() {
    const begin = ({ Frame }) => new Frame(this, this.#box, make, (error) => this.#refuse(error));
    return (this.#frame ??= import("./raft-scape-frame.js").then(begin, (error) => {
      this.#frame = undefined;
      throw unloaded(error);
    }));
  }

  /** Whatever stands around the cluster, as the attributes have it now, of which perhaps one has changed. */
  #dress(changed) {
    for (const part of [this.#box, this.#stage]) {
      if (["light", "dark"].includes(this.theme)) part?.setAttribute("theme", this.theme);
      else part?.removeAttribute("theme");
    }
    this.#frame?.then((frame) => {
      frame.dress();
      if (changed) frame.check(changed);
    }).catch((error) => this.#refuse(error));
  }

  #show(state) {
    this.#box.dataset.state = state;
    this.#dress();
  }

  /** Brings the cluster, if it is not there yet. What goes wrong is said in the box. */
  load() {
    if (this.#loading) return this.#loading;
    if (!this.isConnected) return Promise.reject(new Error("This figure is in no page."));
    this.#end = new AbortController();
    const { signal } = this.#end;
    this.#loading = this.#bring(signal);
    this.#loading.catch((error) => signal.aborted || this.#fail(error));
    this.#complain();
    this.#show("loading");
    return this.#loading;
  }

  async #bring(signal) {
    // Who sets several things at once is heard out.
    await undefined;
    signal.throwIfAborted();
    const shared = share();
    shared.catch(ignore);
    const source = this.#kept ?? (await this.#find(signal));
    const made = await shared;
    signal.throwIfAborted();
    this.#mount(made, source, this.#hooks(signal, shared));
    const opening = this.#answerTo(OPENING);
    // Our own page shows a cluster in any case, and does not wait for more.
    if (this.#options?.fullPage) opening.catch((error) => this.#refuse(error));
    else await opening;
    this.#kept = undefined;
    this.#show("shown");
    this.#catchUp();
    for (const watcher of this.#watchers) this.#watch(watcher).catch(ignore);
  }

  /** What it shows, as an option of the cluster. */
  async #find(signal) {
    const written = this.#options?.fullPage ? {} : await (await this.#framed()).source();
    return this.src ? (await input()).fetched(this.src, signal) : written;
  }

  /** Now it stands: what has happened so far is told, of several beginnings the last. */
  #catchUp() {
    const early = this.#early ?? [];
    this.#early = undefined;
    const begun = early.findLast(({ type }) => type === "ready");
    if (begun) this.#heard(begun);
    if (this.#isRunning) this.#tell("play");
    this.#hear(early.filter(({ type }) => type !== "ready" && type !== "sought"));
  }

  #mount(made, source, hooks) {
    this.#stage = make("div", "stage", this.#box);
    this.#dress();
    const asks = { ...this.#asks(), ...source };
    this.#early = [];
    this.#isRunning = false;
    this.#player = made.mount(this.#stage, { ...asks, ...hooks });
    this.#source = source;
  }

  /** What attributes and options ask of the cluster. */
  #asks() {
    const asks = Object.fromEntries(OPTIONS.map((name) => [camel(name), this.#words(name)]));
    asks.controls ??= LIVE.controls;
    asks.autoplay = this.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const further = Object.entries(this.#options ?? {}).map(([name, value]) => [camel(name), value]);
    return { ...asks, ...Object.fromEntries(further) };
  }

  /** How the cluster calls back. It does so while it works, and may only be called when it has done that. */
  #hooks(signal, shared) {
    const later = (then) => queueMicrotask(() => signal.aborted || then());
    return {
      // What cannot come as an event, since that would need what did not come, is a sentence.
      hear: (sentence) => later(() => (sentence ? this.#fail(new Error(sentence)) : this.#hear(this.#player?.events() ?? []))),
      panicked: (journal, events) => {
        // The instance is dead for all; what comes next needs a new one.
        if (instance === shared) instance = undefined;
        later(() => this.#survive(journal, events));
      },
    };
  }

  /** The instance has panicked, in this figure or in another: what was done in another one is done again. */
  #survive(journal, events) {
    this.#player = undefined;
    if (journal === undefined) {
      this.#end.abort();
      this.#release();
      // What the panic leaves stays.
      return this.#say(new Error(STOPPED), "Start again", () => this.#again());
    }
    this.#kept = this.#keep({ journal, events });
    this.#again();
  }

  /** What takes the run up again: nothing of one that has not begun, so that it begins once more. */
  #keep(what) {
    const isShown = this.#box.dataset.state === "shown";
    return isShown && what ? { ...this.#source, ...what, autoplay: this.#isRunning } : this.#kept;
  }

  /** Of several steps in one task, where the last one leads. */
  #hear(events) {
    const last = (wanted) => events.findLastIndex(({ type }) => type === wanted);
    const isNews = ({ type }, place) => !MOVES.includes(type) || place === last(type);
    for (const event of events.filter(isNews)) this.#heard(event);
  }

  #heard(event) {
    const { type, ticket, ...what } = event;
    if (type === "answer") return this.#answer(ticket, what);
    if (type === "value") return this.#watchers.forEach((it) => it.ticket === ticket && queueMicrotask(() => it.then(what.value)));
    if (type === "ready") this.#answer(OPENED, {});
    if (type === "error") this.#answer(OPENED, { error: what.words });
    if (type === "played") {
      this.#isRunning = what.running;
      if (!this.#early) this.#tell(what.running ? "play" : "pause");
    } else if (this.#early) this.#early.push(event);
    else this.#tell(NAMES[type] ?? type, what);
  }

  #answer(ticket, { value, error }) {
    const waits = this.#asked.get(ticket);
    this.#asked.delete(ticket);
    if (error === undefined) waits?.resolve(value);
    else waits?.reject(new Error(error));
  }

  #tell(name, what) {
    this.dispatchEvent(new CustomEvent(name, { detail: { version: VERSION, ...what } }));
  }

  /** The cluster cannot be shown. A sentence that says that trying again may help has a button for that. */
  #fail(error) {
    const helps = /try again/.test(error.message);
    this.#unmount();
    if (!helps) this.#kept = undefined;
    this.#clear();
    this.#show("failed");
    this.#say(error, helps && "Try again", () => this.#again());
  }

  /** Something cannot be done to a cluster that goes on; if there is none, it has been said why. */
  #refuse(error) {
    if (this.#player) this.#say(error, "Close", () => this.#complain());
  }

  #say({ message }, label, then) {
    this.#complain(message, label, then);
    this.#tell("error", { words: message });
  }

  /** One sentence in the box in place of the one before, with a button if that helps; none takes it away. */
  #complain(sentence, label, then) {
    this.#error?.remove();
    if (!sentence) return;
    // What follows in other lines is for who wrote the script, and stands in the event.
    this.#error = make("p", "error", this.#box, sentence.split("\n")[0]);
    this.#error.role = "alert";
    if (label) make("button", "retry", this.#error, label).onclick = then;
  }

  /** Something else is to be shown. */
  #restart() {
    const isAsked = this.#loading;
    if (isAsked) this.#stop();
    this.#kept = undefined;
    if (isAsked) this.load().catch(ignore);
  }

  #again() {
    this.#stop();
    this.load().catch(ignore);
  }

  /** Takes the cluster away. */
  #stop() {
    this.#end?.abort(new Error(TAKEN));
    this.#unmount();
    this.#loading = undefined;
    this.#release();
    this.#clear();
    this.#complain();
    this.#show("waiting");
  }

  #unmount() {
    const [journal, events] = this.#player?.unmount() ?? [];
    this.#kept = this.#keep(events === undefined ? undefined : { journal, events });
    this.#player?.free();
    this.#player = undefined;
  }

  /** No answer will come any more. */
  #release() {
    for (const { reject } of this.#asked.values()) reject(new Error(TAKEN));
    this.#asked.clear();
  }

  #clear() {
    this.#stage?.remove();
    this.#stage = undefined;
  }

  /** Does this once all is done that was asked before, unless the cluster is taken away meanwhile. */
  #inTurn(does) {
    const ends = this.#ends;
    const done = this.#turn.then(() => does(ends));
    this.#turn = done.catch(ignore);
    return done;
  }

  /** Does this to the cluster, which is brought for that; with what `prepare` gives. */
  #order(does, prepare) {
    return this.#inTurn(async (ends) => {
      const what = await prepare?.();
      let here;
      do {
        if (ends !== this.#ends) throw new Error(TAKEN);
        here = this.load();
        await here;
        // It may be another one by now, or none.
      } while (here !== this.#loading);
      if (!this.#player) throw new Error(STOPPED);
      return does(this.#player, what);
    });
  }

  #ask(kind, prepare) {
    return this.#order((player, words = "") => this.#answerTo(player.ask(kind, String(words))), prepare);
  }

  #answerTo(ticket) {
    return new Promise((resolve, reject) => this.#asked.set(ticket, { resolve, reject }));
  }

  play() {
    return this.#order((player) => player.play());
  }

  /** What is not there need not be brought for that. */
  pause() {
    return this.#inTurn(async (ends) => {
      await this.#loading;
      if (ends === this.#ends) this.#player?.pause();
    });
  }

  step(count = 1) {
    return this.#order((player, count) => player.step(count), async () => (await input()).steps(count));
  }

  open(link) {
    return this.#order((player) => {
      player.open(String(link));
      return this.#answerTo(OPENED);
    });
  }

  async seek(where) {
    await this.#ask("seek", async () => (await input()).moment(where));
  }

  async act(line) {
    await this.#ask("act", () => line);
  }

  async toLink() {
    return new URL(`#run=${await this.#ask("link")}`, RaftScape.site || location.href).href;
  }

  toScript() {
    return this.#ask("script");
  }

  async getState() {
    return JSON.parse(await this.#ask("state"));
  }

  async watch(words, then) {
    const watcher = { words, then };
    (await input()).called(then);
    await this.load();
    if (!this.#player) throw new Error(STOPPED);
    await this.#watch(watcher);
    this.#watchers.add(watcher);
    return () => {
      if (this.#watchers.delete(watcher)) this.#player?.ask("unwatch", String(watcher.ticket));
    };
  }

  async #watch(watcher) {
    watcher.ticket = this.#player.ask("watch", watcher.words);
    watcher.then(await this.#answerTo(watcher.ticket));
  }

  /** Takes the cluster away; what was there before it comes back. */
  dispose() {
    this.#stop();
    this.#kept = undefined;
    this.#ends += 1;
    this.#frame?.then((frame) => frame.leave(), ignore);
  }
}

for (const name of RaftScape.observedAttributes) {
  const isSet = name === "autoplay";
  Object.defineProperty(RaftScape.prototype, mirror(name), {
    configurable: true,
    enumerable: true,
    get() {
      const value = this.getAttribute(name);
      return isSet ? value !== null : name === "interactive" ? value !== "false" : (value ?? "");
    },
    set(value) {
      if (value == null || (isSet && !value)) this.removeAttribute(name);
      else this.setAttribute(name, isSet ? "" : value);
    },
  });
}

const known = globalThis.customElements;
if (known && !known.get("raft-scape")) known.define("raft-scape", RaftScape);
