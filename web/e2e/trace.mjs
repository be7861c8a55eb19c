// Frames as Chromium traces them: how often they came, and what the main thread did in each.
import { browser } from "./browser.mjs";

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8"];

/// What runs the page's own code, and what cleans up behind it.
const SCRIPT = new Set(["FireAnimationFrame", "FunctionCall", "RunMicrotasks", "TimerFire", "EventDispatch", "MinorGC", "MajorGC"]);

/// Watches a page that moves for so many milliseconds. Of the frames in that time: how many there were a second, the
/// milliseconds of work and of script in each, and which part of the time the main thread was busy.
export async function watchFrames(page, milliseconds) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.waitForTimeout(milliseconds);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const events = mainThread(traceEvents);
  const frames = events.filter(({ name }) => name === "FireAnimationFrame").map(({ ts }) => ts);
  const tasks = merge(events);
  const scripts = merge(events.filter(({ name }) => SCRIPT.has(name)));
  const spans = frames.slice(1).map((end, index) => ({ start: frames[index], end }));
  const whole = { start: frames[0], end: frames.at(-1) };
  return {
    rate: (spans.length * 1e6) / (whole.end - whole.start),
    work: spans.map((span) => within(tasks, span) / 1000),
    script: spans.map((span) => within(scripts, span) / 1000),
    busy: within(tasks, whole) / (whole.end - whole.start),
  };
}

/// The value that `part` of the numbers do not exceed.
export function quantile(numbers, part) {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];
}

/// What took time on the thread that fires the most animation frames, by its start.
function mainThread(events) {
  const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
  const fired = {};
  for (const event of events.filter(({ name }) => name === "FireAnimationFrame")) {
    fired[threadOf(event)] = (fired[threadOf(event)] ?? 0) + 1;
  }
  const [main] = Object.keys(fired).sort((a, b) => fired[b] - fired[a]);
  if (!main) throw new Error("no frame came: the page is at rest");
  return events.filter((event) => event.ph === "X" && threadOf(event) === main).sort((a, b) => a.ts - b.ts);
}

/// Events lie inside each other; their union is what was done.
function merge(events) {
  const spans = [];
  for (const { ts, dur = 0 } of events) {
    const last = spans.at(-1);
    if (last && ts <= last.end) last.end = Math.max(last.end, ts + dur);
    else spans.push({ start: ts, end: ts + dur });
  }
  return spans;
}

function within(spans, { start, end }) {
  const overlaps = spans.map((span) => Math.min(span.end, end) - Math.max(span.start, start));
  return overlaps.reduce((sum, overlap) => sum + Math.max(overlap, 0), 0);
}
