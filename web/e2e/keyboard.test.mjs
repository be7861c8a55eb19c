// All of it by keyboard alone.
import { assert, picture, test } from "./harness.mjs";
import { LED, SERVERS, answered, entries, leader, leaderId, machine, nameOf, server } from "./cluster.mjs";

test("by keyboard: crash the leader, elect another, submit, and restart", async ({ open }) => {
  const page = await open({ query: LED });
  const old = await leaderId(page);
  await press(page, leader(page), "Enter");
  await choose(page, "Crash");
  await server(page, old).and(page.getByRole("button", { name: /crashed/ })).waitFor();
  await press(page, page.getByRole("slider", { name: "Speed" }), "End");
  await leader(page, "[2-9]").waitFor();
  await type(page, "set y 41");
  for (const id of SERVERS.filter((id) => id !== old)) await entries(page, id, "set y 41, applied").waitFor();
  await press(page, server(page, old), "Enter");
  await choose(page, "Restart");
  await entries(page, old, "set y 41, applied").waitFor();
  await machine(page, old).getByText("41").waitFor();
});

test("by keyboard: dropping the one vote that an election needs delays it", async ({ open }) => {
  const times = [];
  for (const drop of [false, true]) {
    const page = await open({ query: "seed=7&servers=2", reducedMotion: "reduce" });
    const vote = page.getByRole("button", { name: /^RequestVote reply ok/ });
    await page.keyboard.press("Tab");
    for (let steps = 0; steps < 40 && (await vote.count()) === 0; steps++) await page.keyboard.press("ArrowRight");
    if (drop) {
      await press(page, vote, "Enter");
      await choose(page, "Drop");
    }
    await page.keyboard.press("Shift+ArrowRight");
    await leader(page).waitFor();
    times.push(parseFloat(await page.getByRole("status").innerText()));
  }
  assert.ok(times[0] < times[1], `without the vote the leader must come later: ${times}`);
});

test("by keyboard: an action on a message leaves the focus on it, or moves it to its receiver", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const request = page.getByRole("button", { name: /^RequestVote, S\d to S\d$/ });
  await request.first().waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const name = await nameOf(request);
  for (const [action, focused] of [["Duplicate", name], ["Delay", name], ["Drop", `${name.slice(-2)}, follower`]]) {
    await press(page, page.getByRole("button", { name, exact: true }), "Enter");
    await choose(page, action);
    assert.ok((await nameOf(page.locator("*:focus").last())).startsWith(focused), action);
  }
});

test("by keyboard: a follower that missed a dozen commands comes back by a snapshot", async ({ open }) => {
  const page = await open({ query: LED });
  const first = await leaderId(page);
  const late = SERVERS.find((id) => id !== first);
  await press(page, server(page, late), "Enter");
  await choose(page, "Crash");
  await press(page, page.getByRole("slider", { name: "Speed" }), "End");
  await answered(page, "set x 1", "x = 1");
  for (let number = 1; number <= 12; number++) {
    await type(page, "add x 1");
    await answered(page, "add x 1", `x = ${number + 1}`);
  }
  await press(page, server(page, late), "Enter");
  await choose(page, "Restart");
  await page.getByRole("button", { name: new RegExp(`^${late} snapshot up to \\d+`) }).waitFor();
  await machine(page, late).getByText("13").waitFor();
});

test("by keyboard: a menu is walked by arrows, holds time, and gives the focus back", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  await press(page, leader(page), "Enter");
  const time = page.getByText(/^[\d,]+\.\d ms$/);
  const before = await time.innerText();
  const items = await page.getByRole("menuitem").allInnerTexts();
  assert.equal(await focused(page), items[0]);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), items.at(-1));
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), items[1]);
  assert.equal(await time.innerText(), before);
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("menu").count(), 0);
  assert.match(await nameOf(leader(page).and(page.locator(":focus"))), /^S\d, leader/);
});

test("by keyboard: the entries of the ledger are reached by arrows from one place", async ({ open }) => {
  const page = await open({ query: LED });
  const id = await leaderId(page);
  await entries(page, id, "applied").nth(1).waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).press("Enter");
  const logs = page.getByRole("table", { name: "Logs" });
  assert.equal(await logs.locator("button[tabindex='0']").count(), 1);
  await logs.getByRole("button", { name: /^S2 entry 2, / }).focus();
  await page.keyboard.press("ArrowLeft");
  assert.match(await nameOf(logs.locator(":focus")), /^S2 entry 1, /);
  await page.keyboard.press("ArrowDown");
  assert.match(await nameOf(logs.locator(":focus")), /^S3 entry 1, /);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Selected: S3 entry 1, term 1/ }).waitFor();
  await picture(page, "entry selected");
});

test("by keyboard: Play is near, and what is on the stage can be skipped", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  for (let stops = 0; (await focusedName(page)) !== "Pause"; stops += 1) {
    assert.ok(stops < 13, `not Play, but ${await focusedName(page)}`);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press(".");
  await press(page, page.getByRole("button", { name: "Skip the stage" }), "Enter");
  await page.getByRole("tab", { name: "Story" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("tabpanel", { name: "Clients" }).waitFor();
});

/// What has the focus is called.
const focusedName = (page) =>
  page.evaluate(() => {
    const focused = document.querySelector("#raftscape").shadowRoot?.querySelector("[part=stage]")?.shadowRoot?.activeElement;
    return focused?.getAttribute("aria-label") ?? focused?.textContent;
  });

/// Gives a thing the focus and presses a key on it.
async function press(page, thing, key) {
  await thing.first().focus();
  await page.keyboard.press(key);
}

/// Walks an open menu to an item and takes it.
async function choose(page, item) {
  await page.getByRole("menu").waitFor();
  const items = await page.getByRole("menuitem").allInnerTexts();
  for (let moves = 0; moves < items.indexOf(item); moves++) await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), item);
  await page.keyboard.press("Enter");
}

async function type(page, command) {
  await page.getByRole("textbox", { name: "Command" }).focus();
  await page.keyboard.type(command);
  await page.keyboard.press("Enter");
}

const focused = (page) => page.locator("*:focus").last().innerText();
