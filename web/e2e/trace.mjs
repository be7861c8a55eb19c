// Frames as Chromium traces them: how often they came, and what the main thread did in each.
import { browser } from "./browser.mjs";

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

/// What runs the page's own code, and what cleans up behind it.
const SCRIPT = new Set(["FireAnimationFrame", "FunctionCall", "RunMicrotasks", "TimerFire", "EventDispatch", "MinorGC", "MajorGC"]);

/// Watches a page that moves for so many milliseconds. Of the frames in that time: how many there were a second, the
/// milliseconds of work and of script in each, and which part of the time the main thread was busy. Work is the time that
/// the thread itself had, so that another process on the machine does not count.
export async function watchFrames(page, milliseconds) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.waitForTimeout(milliseconds);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const events = mainThread(traceEvents);
  const tasks = events.filter(({ name }) => name === "RunTask");
  const scripts = outermost(events.filter(({ name }) => SCRIPT.has(name)));
  const starts = events.filter(({ name }) => name === "FireAnimationFrame").map((frame) => taskOf(tasks, frame).ts);
  const seconds = (starts.at(-1) - starts[0]) / 1e6;
  const work = perFrame(tasks, starts);
  return {
    rate: work.length / seconds,
    work,
    script: perFrame(scripts, starts),
    busy: work.reduce((sum, one) => sum + one, 0) / 1000 / seconds,
  };
}

// So many frames after a move the page has drawn all of it.
const REST = 6;

/// Moves the pointer to one place after the other. Of each move, in milliseconds of work of the main thread: until the page has answered
/// it, until the frame that shows it is drawn, and until everything is.
export async function watchMoves(page, places, y) {
  await browser.startTracing(page, { categories: CATEGORIES });
  for (const x of places) {
    await page.mouse.move(x, y);
    await page.evaluate(async (frames) => {
      for (let frame = 0; frame < frames; frame += 1) await new Promise(requestAnimationFrame);
    }, REST);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const events = mainThread(traceEvents);
  const moves = events.filter(({ name, args }) => name === "EventDispatch" && args.data.type === "pointermove");
  const tasks = events.filter(({ name }) => name === "RunTask");
  const ends = [...moves.slice(1).map(({ ts }) => ts), Infinity];
  const frames = events.filter(({ name }) => name === "FireAnimationFrame").map((frame) => taskOf(tasks, frame));
  const between = (from, to) => tasks.filter(({ ts, dur }) => ts + dur > from && ts < to);
  const work = (tasks) => tasks.reduce((sum, { tdur }) => sum + tdur / 1000, 0);
  return {
    answered: moves.map(({ tdur }) => tdur / 1000),
    seen: moves.map(({ ts }) => work(between(ts, frames.find((frame) => frame.ts + frame.dur > ts)?.ts + 1))),
    drawn: moves.map(({ ts }, place) => work(between(ts, ends[place]))),
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

const taskOf = (tasks, event) => tasks.findLast(({ ts }) => ts <= event.ts) ?? event;

/// Without those that happened inside another.
function outermost(events) {
  let end = 0;
  return events.filter(({ ts, dur }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}

/// How many milliseconds the events took of each frame.
function perFrame(events, starts) {
  const frames = starts.slice(1).map(() => 0);
  let frame = -1;
  for (const { ts, tdur } of events) {
    while (frame + 1 < starts.length && ts >= starts[frame + 1]) frame += 1;
    if (frame >= 0 && frame < frames.length) frames[frame] += tdur / 1000;
  }
  return frames;
}
