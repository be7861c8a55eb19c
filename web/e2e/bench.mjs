// Measures the built page in Chromium: the first paint, and the frames with the processor as it is and slowed four times.
// Prints a line of JSON for each figure, as the benchmarks of the core do.
import { openBare } from "./bare.mjs";
import { close, openPage } from "./browser.mjs";
import { leader, show } from "./cluster.mjs";
import { quantile, watchFrames } from "./trace.mjs";

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

await firstPaint();
await againstBare("as it opens", { query: "seed=7" });
await againstBare("as it opens, slowed four times", { query: "seed=7", slowdown: 4 });
await frames("9 servers, slowed four times", { query: "seed=7&servers=9", slowdown: 4 });
await frames("9 servers and 200 messages, slowed four times", { query: "seed=7&servers=9", slowdown: 4 }, crowd);
await close();
