// Mounts Raftscape on the whole page, through the same door that an embedder uses.
import init, { mount } from "./raftscape.js";

const host = document.getElementById("raftscape");
const shell = host.firstElementChild;
const asked = Object.fromEntries(new URLSearchParams(location.search));
let player;

try {
  await init();
  start();
  shell.remove();
} catch (error) {
  console.error(error);
  // What compiles no WebAssembly says so with an error of this kind.
  const why = error instanceof WebAssembly.CompileError
    ? "this page does not allow WebAssembly; its content policy must allow 'wasm-unsafe-eval'."
    : error.message;
  say(`Raftscape could not start: ${why}`);
}

// An address that asks for something impossible is refused, and the page starts as if it had not asked.
function start() {
  const run = link();
  try {
    player = mount(host, { ...asked, run, fullPage: true });
  } catch (error) {
    if (location.search === "") throw error;
    player = mount(host, { run, fullPage: true });
    say(error.message);
  }
  addEventListener("hashchange", () => link() && player.open(link()));
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
