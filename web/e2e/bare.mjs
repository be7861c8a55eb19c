// A page that does as little as one can that moves as much: what the frames of ours are measured against. Nine circles with a name
// and an arc whose dash moves, and thirty groups of two rectangles and a text that are moved by their transform.
import { browser } from "./browser.mjs";

const SERVERS = 9;
const MESSAGES = 30;

/// Opens it in a window as large as ours, with the processor slowed as many times.
export async function openBare({ width = 1280, height = 800, slowdown = 1 } = {}) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  if (slowdown > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  }
  await page.setContent("<!doctype html><body style='margin:0'></body>");
  await page.evaluate(draw, { servers: SERVERS, messages: MESSAGES });
  return page;
}

function draw({ servers, messages }) {
  const make = (tag, attributes, parent, words = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = words;
    return parent.appendChild(element);
  };
  const stage = make("svg", { width: 820, height: 540, fill: "none" }, document.body);
  const around = (part, radius) => [410 + 1.5 * radius * Math.sin(part), 270 - radius * Math.cos(part)];
  const arcs = Array.from({ length: servers }, (_, number) => {
    const [x, y] = around((2 * Math.PI * number) / servers, 200);
    const server = make("g", { transform: `translate(${x} ${y})` }, stage);
    make("circle", { r: 40, fill: "#e3ebf4", stroke: "#426e9e" }, server);
    make("text", { fill: "#22252b", "text-anchor": "middle" }, server, `S${number + 1}`);
    return make("circle", { r: 46, stroke: "#426e9e", "stroke-width": 4, pathLength: 100 }, server);
  });
  const moving = Array.from({ length: messages }, () => {
    const message = make("g", { transform: "translate(0 0)" }, stage);
    make("rect", { x: -15, y: -15, width: 30, height: 30, fill: "transparent" }, message);
    make("rect", { x: -10, y: -10, width: 20, height: 20, fill: "#22252b" }, message);
    make("text", { fill: "#fbfaf6", "text-anchor": "middle" }, message, "1");
    return message.transform.baseVal.getItem(0);
  });
  const frame = (now) => {
    for (const [number, arc] of arcs.entries()) {
      arc.setAttribute("stroke-dasharray", `${100 - ((now / 200 + 10 * number) % 100)} 200`);
    }
    for (const [number, place] of moving.entries()) {
      const part = (now / 1_000 + number / messages) % 1;
      const [x, y] = around((2 * Math.PI * number) / messages, 160 * part);
      place.setTranslate(x, y);
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
