// What a <raft-scape> has to do with the page around it: a script that is written there, links that act and values that live in prose.

/**
 * Finds the script inside of a figure, or in the `<pre>` right before it, which makes way for the figure. `hide` and `show` say whether
 * the figure stands in its place. Nothing if there is none.
 */
export function written(figure) {
  const inside = [...figure.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE || (node.nodeType === Node.ELEMENT_NODE && !node.slot));
  const script = inside.map((node) => node.textContent).join("");
  if (script.trim()) return { script, isInside: true, hide() {}, show() {} };
  const place = before(figure);
  const pre = place && codeIn(place);
  if (!pre) return undefined;
  const { display } = place.style;
  const text = {
    script: textOf(pre),
    hide: () => place.style.setProperty("display", "none", "important"),
    show: () => place.style.setProperty("display", display),
  };
  text.hide();
  return text;
}

/** The text of a block of code; some highlighters end its lines with elements. */
function textOf(pre) {
  const copy = pre.cloneNode(true);
  for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
  return copy.textContent;
}

/** The element right before a figure, also where a Markdown processor has put the figure into an element of its own. */
function before(figure) {
  let at = figure;
  const isWrapped = ({ parentElement: around }) =>
    around?.matches("p,div") && around.childElementCount === 1 && around.textContent.trim() === at.textContent.trim();
  while (isWrapped(at)) at = at.parentElement;
  return at.previousElementSibling;
}

/** The code in an element that is one block of it: highlighters wrap it, and put its numbers or a button beside it. */
function codeIn(place) {
  const pre = place.matches("pre") ? place : [...place.querySelectorAll(":scope pre")].at(-1);
  if (!pre || (place !== pre && !place.matches("div,figure"))) return undefined;
  // A section of the article is no block of code, and code of another language no script.
  if (place.querySelector("p,h1,h2,h3,h4,h5,h6,ul,ol,raft-scape")) return undefined;
  const language = /\blanguage-([\w-]+)/.exec(`${place.className} ${pre.className} ${pre.querySelector("code")?.className}`)?.[1];
  return !language || ["raft", "text", "plaintext", "none", "md", "markdown"].includes(language) ? pre : undefined;
}

/** Does what a link says to the figure that it points at; `complain` is told what cannot be done there. */
export async function follow(link, complain) {
  const figure = figureOf(link);
  if (!figure) return;
  const words = link.dataset.raft.trim();
  const [, first, rest] = /^(\S*)\s*(.*)$/s.exec(words);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  figure.scrollIntoView({ block: "nearest", behavior: isStill ? "instant" : "smooth" });
  try {
    if (first === "seek") await figure.seek(rest);
    else if (first === "step") await figure.step(rest ? Number(rest) : 1);
    else if (words === "play" || words === "pause") await figure[words]();
    else await figure.act(words);
  } catch (error) {
    complain(figure, error);
  }
}

/** Elements that show a value, and how that ends. */
const values = new Map();

/** Looks after what comes into the page and goes, as long as anything shows a value. */
const arrivals = globalThis.MutationObserver && new MutationObserver(refresh);

/** Lets all that speaks of this figure show its values. */
export function show(figure) {
  live.add(figure);
  refresh();
  for (const root of rootsOf(live)) arrivals.observe(root, { childList: true, subtree: true, attributeFilter: ["data-raft", "data-raft-for"] });
}

/** The page, and the shadow roots in which there are figures. */
const rootsOf = (figures) => new Set([document, ...[...figures].map((figure) => figure.getRootNode())]);

/** Figures that have a cluster. */
const live = new Set();

function refresh() {
  for (const figure of live) if (!figure.isConnected) live.delete(figure);
  for (const [element, it] of values) {
    if (element.isConnected && live.has(it.figure) && element.dataset.raft === it.words) continue;
    values.delete(element);
    it.stop?.();
  }
  if (live.size === 0) return arrivals.disconnect();
  const speaking = [...rootsOf(live)].flatMap((root) => [...root.querySelectorAll("[data-raft]:not(a)")]);
  for (const element of speaking) {
    const figure = figureOf(element);
    if (live.has(figure) && !values.has(element)) watch(element, figure);
  }
}

async function watch(element, figure) {
  const it = { figure, words: element.dataset.raft };
  values.set(element, it);
  const isWanted = () => values.get(element) === it;
  try {
    const stop = await figure.watch(it.words, (value) => isWanted() && write(element, value));
    if (isWanted()) it.stop = stop;
    else stop();
  } catch (error) {
    // The words of the writer stay, and the mistake is named where writers look.
    const words = `data-raft="${it.words}": ${error.message}`;
    console.error(words);
    figure.dispatchEvent(new CustomEvent("error", { detail: { version: 1, words } }));
  }
}

function write(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** The figure that a link or a value speaks of: the one it names, else the nearest before it, else the first. */
function figureOf(element) {
  const page = element.getRootNode();
  const named = page.getElementById(element.dataset.raftFor ?? element.hash?.slice(1) ?? "");
  if (named?.matches("raft-scape")) return named;
  const all = [...page.querySelectorAll("raft-scape")];
  const isBefore = (figure) => figure.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
  return all.findLast(isBefore) ?? all[0];
}
