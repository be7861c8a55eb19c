// Slides whose steps steer the cluster that stands on them.
import Reveal from "./reveal/reveal.mjs";

const slides = new Reveal(document.querySelector(".reveal"), {
  width: 1200,
  height: 750,
  margin: 0.04,
  hash: true,
  transition: "none",
  // Slides that are not shown are not there, so a figure begins with its slide.
  viewDistance: 1,
  // As long as the cluster has the focus, keys are its own.
  keyboardCondition: () => !document.activeElement?.closest("raft-scape"),
});

slides.on("fragmentshown", ({ fragment }) => {
  const { act } = fragment.dataset;
  if (act) fragment.closest("section").querySelector("raft-scape").act(act);
});

await slides.initialize();
