// Measures the built page in Chromium: the first paint, and the frames with the processor as it is and slowed four times.
// Prints a line of JSON for each figure, as the benchmarks of the core do.
import { openBare } from "./bare.mjs";
import { close, openPage } from "./browser.mjs";
import { leader, show } from "./cluster.mjs";
import { keepMemories } from "./leaks.mjs";
import { quantile, watchFrames, watchMoves } from "./trace.mjs";

const LOADS = 5;
const WATCHED = 10_000;

// So many messages are on their way at once when they need a second for it and heartbeats do not wait for answers.
const CROWD = [
  ["Election timeout, longest", 10_000],
  ["Election timeout, shortest", 9_000],
  ["Latency, longest", 800],
  ["Latency, shortest", 700],
];
const CROWDED = 200;

function say(name, value, unit, better) {
  console.log(JSON.stringify({ name: `page, ${name}`, value: Number(value.toFixed(2)), unit, better }));
}

async function firstPaint() {
  const times = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await openPage({ query: "seed=7" });
    await leader(page).waitFor();
    times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await page.context().close();
  }
  say("first paint", quantile(times, 0.5), "ms", "lower");
}

async function frames(name, wishes, prepare = async () => {}) {
  const page = await openPage(wishes);
  await leader(page).waitFor();
  await prepare(page);
  const { rate, work, script, busy } = await watchFrames(page, WATCHED);
  await page.context().close();
  say(`${name}: frames`, rate, "per s", "higher");
  say(`${name}: scripting, 95th percentile`, quantile(script, 0.95), "ms per frame", "lower");
  say(`${name}: main thread, 95th percentile`, quantile(work, 0.95), "ms per frame", "lower");
  say(`${name}: main thread busy`, busy * 100, "% of the time", "lower");
  return { work: quantile(work, 0.95), busy };
}

/// The frames of ours against those of a bare page, in the same minute.
async function againstBare(name, wishes) {
  const bare = await openBare(wishes);
  const { work, busy } = await watchFrames(bare, WATCHED);
  await bare.context().close();
  const ours = await frames(name, wishes);
  say(`${name}: main thread busy, against a bare page`, ours.busy / busy, "times", "lower");
  say(`${name}: main thread, 95th percentile, against a bare page`, ours.work / quantile(work, 0.95), "times", "lower");
}

async function crowd(page) {
  await show(page, "Dials");
  for (const [dial, value] of CROWD) {
    const field = page.getByRole("spinbutton", { name: dial });
    await field.fill(String(value));
    await field.press("Enter");
  }
  await page.keyboard.press("Escape");
  const messages = page.getByRole("button", { name: /, S\d to S\d$/ });
  await messages.nth(CROWDED - 1).waitFor({ timeout: 120_000 });
}

// How often a long run is gone back in.
const JUMPS = 100;

/// How long it takes to show another moment of a run of so many minutes, and how large the module's memory is then.
async function goBack(name, file, wishes = {}) {
  const page = await openPage({ query: "seed=7", prepare: keepMemories, ...wishes });
  await leader(page).waitFor();
  await show(page, "Run");
  await page.getByRole("button", { name: "Open…" }).click();
  await page.getByLabel("Open a file").setInputFiles(file);
  const bar = page.getByRole("slider", { name: "Time" });
  await page.waitForFunction(
    (most) => {
      const shadow = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
      return Number(shadow.querySelector("[role=slider][aria-label=Time]").ariaValueMax) > most;
    },
    500_000,
    { timeout: 300_000 },
  );
  const { x, y, width, height } = await bar.boundingBox();
  await page.mouse.move(x + width - 60, y + height / 2);
  await page.mouse.down();
  const moves = [];
  for (let jump = 1; jump <= JUMPS; jump += 1) {
    // Far from the one before, and all over the run.
    const along = (jump * 0.618_034) % 1;
    moves.push(x + 50 + along * (width - 120));
  }
  const { answered, seen, drawn } = await watchMoves(page, moves, y + height / 2);
  const memory = await page.evaluate(() => Math.max(...window.memories.map(({ buffer }) => buffer.byteLength)));
  await page.context().close();
  say(`${name}: a jump, 95th percentile`, quantile(answered, 0.95), "ms", "lower");
  say(`${name}: a jump until it is seen, 95th percentile`, quantile(seen, 0.95), "ms", "lower");
  say(`${name}: a jump until all is drawn, 95th percentile`, quantile(drawn, 0.95), "ms", "lower");
  say(`${name}: memory of the module`, memory / 1e6, "MB", "lower");
}

const [tenMinutes, anHour] = process.argv.slice(2);
await goBack("ten minutes", tenMinutes);
await goBack("ten minutes, slowed four times", tenMinutes, { slowdown: 4 });
await goBack("an hour", anHour);
await firstPaint();
await againstBare("as it opens", { query: "seed=7" });
await againstBare("as it opens, slowed four times", { query: "seed=7", slowdown: 4 });
await frames("9 servers, slowed four times", { query: "seed=7&servers=9", slowdown: 4 });
await frames("9 servers and 200 messages, slowed four times", { query: "seed=7&servers=9", slowdown: 4 }, crowd);
await close();
