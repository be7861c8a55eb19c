// Heavy work on a thread of its own: checks a script, and says how far it is and what came of it.
import init, { check } from "./raftscape.js";

onmessage = async ({ data: script }) => {
  await init();
  check(script, (...said) => postMessage(said));
};
