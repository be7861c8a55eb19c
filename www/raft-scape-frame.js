// What stands around an embedded cluster: its picture and a button before it is there, the line below it; and when it is brought.

/** Attributes of the frame that know only some words. */
const CHOICES = { theme: ["auto", "light", "dark"], loading: ["lazy", "eager", "click"], keys: ["element", "document"] };

/** The longest script that an address is asked to hold, in characters. */
const LONGEST = 1_500;

/** Before the cluster there are five pale discs where the servers are about to stand. */
const STYLES = `
:host { margin-block: 1em; min-height: var(--raft-min-height, 320px); }
figure { display: flex; flex-direction: column; height: 100%; min-height: inherit; margin: 0; }
[part=box] {
  --disc: radial-gradient(closest-side, color-mix(in srgb, currentcolor 12%, transparent) 97%, transparent);
  flex: 1 1 auto; height: auto; min-height: 0; max-height: 100vh;
  aspect-ratio: var(--raft-ratio, 16 / 10);
  border: var(--raft-border, 1px solid GrayText); border-radius: var(--raft-radius, 0);
  background: var(--raft-paper, Canvas); color: var(--raft-ink, CanvasText);
  font: 1rem/1.5 var(--raft-font, system-ui, sans-serif);
}
[part=picture], [part=poster], [part=start] { position: absolute; inset: 0; width: 100%; height: 100%; }
[part=picture] {
  background: var(--disc) 50% 12%, var(--disc) 79% 40%, var(--disc) 68% 88%, var(--disc) 32% 88%, var(--disc) 21% 40%;
  background-size: 3.5em 3.5em; background-repeat: no-repeat;
}
[part=poster] { object-fit: contain; }
[part=text] { padding: 1em 1em 6em; overflow: auto; font-family: ui-monospace, monospace; white-space: pre-wrap; }
[part=start] { border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
[part=start] span { padding: 0.6em 1.2em; border: 1px solid; border-radius: 2em; background: var(--raft-paper, Canvas); }
[part=start]:disabled { cursor: default; animation: wait 0s 0.5s both; }
@keyframes wait { from { visibility: hidden; } }
:focus-visible { outline: 2px solid Highlight; outline-offset: -2px; }
[part=line] { display: flex; gap: 1em; align-items: baseline; justify-content: space-between; margin: 0.4em 0 0; font-size: 0.9em; }
[part=link] { margin-left: auto; color: inherit; }
[hidden] { display: none !important; }
`;

let styles, nearness;

function share() {
  if (styles) return;
  styles = new CSSStyleSheet();
  styles.replaceSync(STYLES);
  const meet = ({ isIntersecting, target }) => isIntersecting && target.load().catch(() => {});
  nearness = new IntersectionObserver((all) => all.forEach(meet), { rootMargin: "50%" });
}

/** Pages, and shadow roots in them, in which links may act. */
const roots = new WeakSet();

function listen(root) {
  for (const place of [document, root]) {
    if (roots.has(place)) continue;
    roots.add(place);
    place.addEventListener("click", follow);
  }
}

/** What a figure has to do with the text around it. */
const surroundings = () =>
  import("./raft-scape-page.js").catch(() => {
    throw new Error("Raftscape could not be loaded. Check the connection, and try again.");
  });

/** A link with `data-raft` acts on a figure, unless it is to open elsewhere. */
async function follow(event) {
  const link = event.composedPath()[0].closest?.("a[data-raft]");
  if (!link || event.defaultPrevented || isElsewhere(event)) return;
  event.preventDefault();
  (await surroundings()).follow(link, (figure, error) => frames.get(figure)?.refuse(error));
}

const isElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

/** The frame of each figure. */
const frames = new WeakMap();

export class Frame {
  /** The script that is written in the page, on its way or here; and when it is here. */
  #reading;
  #text;
  /** The address of a poster that did not come. */
  #missing;

  constructor(figure, box, make, refuse) {
    share();
    frames.set(figure, this);
    Object.assign(this, { figure, box, make, refuse });
    const root = figure.shadowRoot;
    root.adoptedStyleSheets.push(styles);
    this.whole = make("figure", "figure", root);
    this.#fill();
    this.whole.append(box);
    this.#underline();
    figure.addEventListener("ready", () => this.#speak());
  }

  #fill() {
    const { figure, box, make } = this;
    const before = box.querySelector("slot");
    this.picture = make("div", "picture", before);
    this.poster = make("img", "poster", before);
    Object.assign(this.poster, { alt: "", loading: "lazy", onerror: () => this.#miss() });
    this.text = make("slot", "text", box);
    this.start = make("button", "start", box);
    this.label = make("span", "", this.start);
    this.start.onclick = () => figure.play().then(() => this.#enter(), () => {});
  }

  #underline() {
    const { make } = this;
    this.line = make("p", "line", this.whole);
    this.caption = make("span", "caption", this.line);
    this.link = make("a", "link", this.line);
    this.link.target = "_blank";
    this.link.onclick = (event) => this.#leave(event);
    for (const event of ["pointerenter", "pointerdown", "focus"]) this.link.addEventListener(event, () => this.#aim());
  }

  /** The figure has come into the page: what is written there is read, and the cluster brought when it is time, if it is wanted then. */
  async begin(isWanted) {
    listen(this.figure.getRootNode());
    if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    await this.#read();
    this.dress();
    if (!isWanted()) return;
    if (this.figure.loading === "eager") this.figure.load().catch(() => {});
    else if (this.figure.loading !== "click") nearness.observe(this.figure);
  }

  /** The figure has left the page, which gets its text back. */
  leave() {
    nearness.unobserve(this.figure);
    this.#forget();
  }

  #forget() {
    this.#text?.show();
    this.#text = this.#reading = undefined;
  }

  /** Everything as the attributes and the state of the figure have it now. */
  dress() {
    const { figure, box, poster, line, caption, link, start } = this;
    const state = box.dataset.state ?? "waiting";
    if (state !== "waiting") nearness.unobserve(figure);
    this.whole.ariaLabel = figure.caption || null;
    caption.textContent = figure.caption;
    if (figure.poster && poster.getAttribute("src") !== figure.poster) poster.src = figure.poster;
    this.#choose(!!figure.poster && figure.poster !== this.#missing);
    link.hidden = !this.#site;
    line.hidden = link.hidden && !figure.caption;
    link.href = this.#address();
    link.textContent = `Open the full page${state === "shown" ? " at this moment" : ""}`;
    this.#show(state);
    start.ariaLabel = figure.caption ? `${this.label.textContent}: ${figure.caption}` : null;
  }

  /** The button that had the focus is gone; the cluster has it now, and so the keys. */
  #enter() {
    this.box.querySelector("[part=stage]")?.shadowRoot.querySelector(".app")?.focus({ preventScroll: true });
  }

  /** Below the cluster lie its picture, with a button, or the text that could not be played. */
  #show(state) {
    const { start, label, text, figure } = this;
    const isText = state === "failed" && this.#text?.isInside && !figure.poster;
    if (state === "failed") this.#text?.show();
    text.hidden = !isText;
    text.previousElementSibling.hidden = isText;
    start.hidden = state === "shown" || state === "failed";
    start.disabled = state === "loading";
    label.textContent = start.disabled ? "Loading…" : "Start";
  }

  /** A poster that does not come is not waited for. */
  #miss() {
    this.#missing = this.poster.getAttribute("src");
    this.dress();
  }

  #choose(hasPoster) {
    this.poster.hidden = !hasPoster;
    this.picture.hidden = hasPoster;
  }

  /** The script in the page, if nothing else says what is to be shown. */
  #read() {
    const { src, scenario, options } = this.figure;
    if (src || scenario || options) return undefined;
    return (this.#reading ??= this.#search());
  }

  async #search() {
    const { written } = await surroundings();
    if (this.figure.isConnected) this.#text = written(this.figure);
    return this.#text;
  }

  /** What is written in the page for the figure to show, as an option of the cluster. */
  async source() {
    for (const name of Object.keys(CHOICES)) this.check(name);
    // It may be another one by now.
    this.#forget();
    const text = await this.#read();
    text?.hide();
    return text && { script: text.script };
  }

  /** Of some attributes only some values mean anything. */
  check(name) {
    const value = this.figure.getAttribute(name);
    const choices = CHOICES[name];
    if (value !== null && choices?.includes(value) === false) {
      throw new Error(`The attribute ${name} is ${choices.join(" or ")}, not “${value}”.`);
    }
  }

  /** Words in the page that speak of the cluster show its values from now on; if that cannot come, they stay as they are. */
  #speak() {
    surroundings().then(({ show }) => show(this.figure), () => {});
  }

  get #site() {
    return this.figure.constructor.site;
  }

  /** The full page with what the attributes ask for. */
  #address() {
    const { servers, seed, scenario, startAt } = this.figure;
    const script = this.#text?.script ?? "";
    const address = new URL(this.#site || location.href);
    const src = this.#source();
    if (src?.hash.startsWith("#run=")) address.hash = src.hash;
    const asked = { servers, seed, scenario, script, src: address.hash ? "" : src?.href, "start-at": startAt };
    for (const [name, value] of Object.entries(asked)) {
      if (value && value.length < LONGEST) address.searchParams.set(name, value);
    }
    return address.href;
  }

  #source() {
    const { src } = this.figure;
    return src && URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI) : undefined;
  }

  /** The reader is about to use the link, perhaps for another tab or to copy it: from now on it leads to this moment. */
  async #aim() {
    if (this.box.dataset.state !== "shown") return;
    const { link } = this;
    link.href = await this.figure.toLink().catch(() => link.href);
  }

  /** A click on the link: the window has to open at once, and learns later where to go. */
  async #leave(event) {
    if (this.box.dataset.state !== "shown" || isElsewhere(event)) return;
    const page = open("", "_blank");
    if (!page) return;
    event.preventDefault();
    page.opener = null;
    page.location = await this.figure.toLink().catch(() => this.link.href);
  }
}
