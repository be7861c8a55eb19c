// What a learning system does around a frame, as far as it does anything: it heeds the height that the frame asks for, and sends it words.
const frame = document.querySelector("iframe");
const output = document.querySelector("output");

addEventListener("message", ({ source, data }) => {
  // A frame in a sandbox has no origin to compare; that it is this frame is what can be known.
  if (source !== frame.contentWindow || data?.subject !== "lti.frameResize") return;
  output.value = data.height;
});

document.querySelector(".steer").addEventListener("click", ({ target }) => {
  if (target.value) frame.contentWindow.postMessage({ type: "raftscape", do: target.value }, "*");
});
