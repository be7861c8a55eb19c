// The reader's clock: play, pause, steps, speed, and rest.
import { leader } from "./cluster.mjs";
import { countFrames, framesAsked } from "./frames.mjs";
import { assert, test } from "./harness.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const speed = (page) => page.getByRole("slider", { name: "Speed" });
const auto = (page) => page.getByRole("checkbox", { name: "Auto" });

test("at rest no animation frame is asked for, and a step asks only until it has ended", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await countFrames(page);
  assert.ok((await framesAsked(page)) > 0, "a running page moves");
  await button(page, "Pause").click();
  assert.equal(await framesAsked(page), 0);
  // A step may be shorter than a frame: what is asked for counts from the click on.
  await page.evaluate(() => (window.asked = 0));
  await button(page, "Step forward").click();
  const asked = await page.evaluate(async () => (await window.passed(50), window.asked));
  assert.ok(asked > 0, "a step glides");
  assert.equal(await framesAsked(page), 0);
});

test("an open menu holds time, and closing it lets time run on", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await countFrames(page);
  await page.getByRole("button", { name: /^S1, / }).click();
  await page.getByRole("menu").waitFor();
  assert.equal(await framesAsked(page), 0);
  await page.keyboard.press("Escape");
  assert.ok((await framesAsked(page)) > 0);
});

test("a hidden page stops, and does not leap when it comes back", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await countFrames(page);
  await hide(page, true);
  assert.equal(await framesAsked(page), 0);
  const before = await time(page);
  await hide(page, false);
  assert.ok((await framesAsked(page)) > 0);
  await button(page, "Pause").click();
  assert.ok((await time(page)) - before < 40, "it went on from where it was");
});

test("steps lead from event to event, and the next event of interest to an election and its end", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await button(page, "Pause").click();
  await button(page, "Play").waitFor();
  await button(page, "Next event of interest").click();
  await page.getByRole("button", { name: /^S\d, candidate, term 1/ }).waitFor();
  const begun = await time(page);
  for (const key of ["ArrowRight", "Control+ArrowRight"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+ArrowRight");
  await leader(page).waitFor();
  assert.ok((await time(page)) > begun);
  await button(page, "Play").waitFor();
});

test("space plays and pauses wherever the focus is, except on a button, and a point only pauses", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await button(page, "Pause").waitFor();
  await page.keyboard.press(" ");
  await button(page, "Play").waitFor();
  await page.keyboard.press(" ");
  await button(page, "Pause").waitFor();
  for (const _ of [1, 2]) {
    await page.keyboard.press(".");
    await button(page, "Play").waitFor();
  }
  await button(page, "Help").focus();
  await page.keyboard.press(" ");
  await page.getByRole("dialog", { name: "Help" }).waitFor();
});

test("the speed is a dial of fixed steps, and Auto is back with one click", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  assert.ok(await auto(page).isChecked());
  await speed(page).fill("12");
  await shows(page, "1 s shows 1000 ms");
  assert.equal(await auto(page).isChecked(), false);
  await page.locator("body").press("[");
  await shows(page, "1 s shows 500 ms");
  await page.locator("body").press("]");
  await shows(page, "1 s shows 1000 ms");
  await auto(page).check();
  // Auto goes on from there, as fast as nothing happens.
  await page.getByText(/^1 s shows [\d.]+ ms$/).waitFor();
  await page.locator('input[aria-valuetext="1 s shows 1000 ms"]').waitFor({ state: "detached" });
});

/// Waits until the slider of the speed says this.
const shows = (page, words) => page.locator(`input[aria-valuetext="${words}"]`).waitFor();

test("with reduced motion it opens paused at the first vote and says how to continue", async ({ open }) => {
  const page = await open({ reducedMotion: "reduce", query: "seed=7" });
  await button(page, "Play").waitFor();
  await page.getByRole("button", { name: /^S\d, candidate, term 1/ }).waitFor();
  await page.getByText("Step or play to continue").waitFor();
  await countFrames(page);
  const before = await time(page);
  await button(page, "Step forward").click();
  assert.equal(await framesAsked(page), 0);
  assert.ok((await time(page)) >= before);
  assert.equal(await page.getByText("Step or play to continue").count(), 0);
});

test("the same seed opens the same run, and another number of servers is another", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.getByText("five servers · Seed 7").waitFor();
  await button(page, "New run").click();
  const form = page.getByRole("dialog", { name: "New run" });
  await form.getByRole("textbox", { name: "Servers" }).fill("12");
  await form.getByRole("button", { name: "Start" }).click();
  await page.getByRole("alert").getByText("A cluster has 1 to 9 servers, not “12”.").waitFor();
  await form.getByRole("textbox", { name: "Servers" }).fill("3");
  await form.getByRole("textbox", { name: "Seed" }).fill("41");
  await page.keyboard.press("Enter");
  await page.getByText("three servers · Seed 41").waitFor();
  await leader(page).waitFor();
  assert.equal(await page.getByRole("button", { name: /^S\d, / }).count(), 3);
});

/// The time of the run that the bar shows, in milliseconds.
async function time(page) {
  const words = await page.getByText(/^[\d,]+\.\d ms$/).innerText();
  return Number(words.replace(",", "").replace(" ms", ""));
}

function hide(page, hidden) {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}
