// Our own page: one figure that fills it, through the same door that an embedder uses.
import "./raft-scape.js";

const figure = document.querySelector("raft-scape");

begin(Object.fromEntries(new URLSearchParams(location.search))).catch(refused);
// What cannot be opened is said in the figure.
addEventListener("hashchange", () => link() && figure.open(link()).catch(() => {}));

async function begin({ src, ...asked }) {
  figure.src = link() ? undefined : src;
  figure.options = { ...asked, run: link(), fullPage: true };
  await figure.load();
  // The first paint has been replaced.
  figure.replaceChildren();
}

// An address that asks for something impossible is refused, and the page starts as if it had not asked. What else is wrong, the figure says.
async function refused(error) {
  if (location.search === "" || /try again/.test(error.message)) return;
  await begin({});
  say(error.message);
}

// The run in the fragment of the address, if there is one.
function link() {
  return location.hash.startsWith("#run=") ? location.hash : undefined;
}

function say(sentence) {
  const line = document.createElement("p");
  line.className = "shell-refusal";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => line.remove());
  line.append(" ", close);
  document.body.prepend(line);
}
