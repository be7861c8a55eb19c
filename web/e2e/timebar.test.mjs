// The time bar as a slider of the run's time: pressed, dragged, turned by keys, fingers and a wheel.
import { LED, act, hurry, leader, server } from "./cluster.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";

const bar = (page) => page.getByRole("slider", { name: "Time", exact: true });
const now = async (page) => Number(await bar(page).getAttribute("aria-valuenow"));
const head = async (page) => Number(await bar(page).getAttribute("aria-valuemax"));
const words = (page) => bar(page).getAttribute("aria-valuetext");

/// A run of some seconds that stands still.
async function aWhile(open, wishes) {
  const page = await open({ width: 1280, height: 720, query: LED, ...wishes });
  await leader(page).waitFor();
  await hurry(page);
  await page.waitForFunction(() => {
    const time = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector(".strips");
    return Number(time.getAttribute("aria-valuenow")) > 4_000;
  });
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  return page;
}

test("a press on the time bar goes back to that moment, and a drag goes along", async ({ open }) => {
  const page = await aWhile(open);
  const { x, y, width, height } = await bar(page).boundingBox();
  const end = await head(page);
  await page.mouse.move(x + width * 0.5, y + height / 2);
  await page.mouse.down();
  const middle = await now(page);
  assert.ok(Math.abs(middle - end / 2) < end / 10, `${middle} of ${end}`);
  const times = [];
  for (const part of [0.4, 0.3, 0.2]) {
    await page.mouse.move(x + width * part, y + height / 2);
    times.push(await now(page));
  }
  assert.ok(times[0] < middle && times[1] < times[0] && times[2] < times[1], times.join());
  await page.mouse.up();
  assert.equal(await head(page), end, "nothing is lost");
  assert.match(await words(page), /^[\d,]+\.\d ms: ./);
  await picture(page, "time bar in the past");
  await assertAccessible(page);
});

test("keys go along the time bar and look more closely at it", async ({ open }) => {
  const page = await aWhile(open);
  const end = await head(page);
  await bar(page).focus();
  await page.keyboard.press("Home");
  assert.equal(await now(page), 0);
  await page.keyboard.press("PageDown");
  const tenth = await now(page);
  assert.ok(tenth > end / 20 && tenth < end / 5, `${tenth} of ${end}`);
  await page.keyboard.press("End");
  assert.equal(await now(page), end);
  await page.keyboard.press("PageUp");
  const numbers = () => page.locator("css=.strips .at").allTextContents();
  const whole = await numbers();
  for (let times = 0; times < 20; times++) await page.keyboard.press("+");
  const close = await numbers();
  assert.ok(close.includes("µs") && close.length >= 5, close.join());
  await picture(page, "time bar of a millisecond");
  await page.keyboard.press("0");
  assert.deepEqual(await numbers(), whole);
});

test("a finger goes along the time bar, and a wheel looks more closely only with Ctrl", async ({ open }) => {
  const page = await aWhile(open, { width: 390, height: 844, touch: true });
  const { x, y, width, height } = await bar(page).boundingBox();
  const end = await head(page);
  await page.touchscreen.tap(x + width * 0.3, y + height / 2);
  await page.waitForFunction((end) => {
    const time = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector(".strips");
    return Number(time.getAttribute("aria-valuenow")) < end / 2;
  }, end);
  await page.mouse.move(x + width * 0.3, y + height / 2);
  const drawn = () => page.evaluate(() => document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector(".strips svg").innerHTML);
  const whole = await drawn();
  await page.mouse.wheel(0, -200);
  assert.equal(await drawn(), whole);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await page.waitForFunction(
    (whole) => document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector(".strips svg").innerHTML !== whole,
    whole,
  );
  await picture(page, "time bar on a phone");
});

test("another branch has a lane on the time bar, which leads to it", async ({ open }) => {
  for (const [width, height] of [[1280, 720], [500, 400]]) {
    const page = await aWhile(open, { width, height });
    const end = await head(page);
    const lane = page.getByRole("button", { name: /^Branch / });
    assert.equal(await lane.count(), 0);
    const { x, y, width: along, height: high } = await bar(page).boundingBox();
    await page.mouse.click(x + along * 0.5, y + high / 2);
    await page.keyboard.press("Escape");
    await act(page, server(page, "S4"), "Crash");
    await page.getByRole("button", { name: "Branch first" }).waitFor();
    assert.ok((await head(page)) < end, "the new branch has only begun");
    await picture(page, `branch on the time bar ${width}`);
    await page.getByRole("button", { name: "Branch first" }).click();
    await page.getByRole("button", { name: "Branch crash S4" }).waitFor();
    assert.equal(await head(page), end);
    assert.equal(await lane.count(), 1);
  }
});
