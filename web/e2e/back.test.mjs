// Going back in a run: branches, undoing, comparing, links, files.
import { readFile } from "node:fs/promises";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { LED, SERVERS, act, entries, hurry, leader, leaderId, nameOf, server, show, submit } from "./cluster.mjs";

const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();
const time = (page) => page.getByRole("slider", { name: "Time" });
const branches = (page) => page.getByRole("list", { name: "Branches" });
const branch = (page, name) => branches(page).getByRole("button", { name, exact: true });
const vote = (page) => page.getByRole("button", { name: /^RequestVote reply ok/ });

/// What says which run is shown, and which moment of it.
async function about(page) {
  await show(page, "Run");
  return page.getByText(/^Seed \d+ · \d+ events · Fingerprint [0-9a-f]{16}$/).innerText();
}

/// Waits until a step has come to its end.
async function rests(page) {
  await page.waitForFunction(() => {
    const bar = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector("[role=slider][aria-label=Time]");
    return bar.getAttribute("aria-valuetext").includes(": ");
  });
}

async function jump(page, item) {
  await press(page, "Jump…");
  await page.getByRole("menuitem", { name: item, exact: true }).click();
  await rests(page);
}

async function link(page) {
  await show(page, "Run");
  await press(page, "Copy link");
  await page.getByRole("alert").getByText(/^The link is copied/).waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("go back before an election, drop the vote, see another leader, and go between both branches", async ({ open }) => {
  const page = await open({ height: 720, query: "seed=1&servers=2" });
  const first = await leaderId(page);
  await press(page, "Pause");
  const end = await about(page);
  await jump(page, "Previous election");
  const request = page.getByRole("button", { name: "RequestVote, S2 to S1" });
  for (let steps = 0; (await request.count()) === 0 && steps < 9; steps++) {
    await press(page, "Step back");
    await rests(page);
  }
  await act(page, request, "Drop");
  await page.getByRole("alert").getByText("A new branch begins here: “drop vote S2 to S1”. What followed is kept as “first”.").waitFor();
  await picture(page, "a branch begins");
  await hurry(page);
  await press(page, "Play");
  const second = await leaderId(page);
  await press(page, "Pause");
  assert.deepEqual([first, second], ["S2", "S1"]);
  const other = await about(page);

  await branch(page, "first").click();
  await time(page).press("End");
  assert.equal(await about(page), end);
  assert.equal(await leaderId(page), first);
  await page.getByRole("button", { name: "Branch drop vote S2 to S1", exact: true }).click();
  await time(page).press("End");
  assert.equal(await about(page), other);

  await page.getByRole("button", { name: "Compare first", exact: true }).click();
  await press(page, "First difference");
  const there = page.getByRole("button", { name: /^S2, .*, there: leader, term 1/ });
  for (let events = 0; (await there.count()) === 0 && events < 9; events++) {
    await press(page, "Next event of interest");
    await rests(page);
  }
  await page.getByRole("table", { name: "Logs" }).getByRole("rowheader", { name: /in the other branch: log to/ }).first().waitFor();
  await assertAccessible(page);
  await picture(page, "two branches compared");
  await press(page, "Stop comparing");
});

test("the link of each branch opens in a fresh profile as the same run at the same moment", async ({ open }) => {
  const page = await open({ height: 720, query: "seed=7", reducedMotion: "reduce" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  for (let steps = 0; (await leader(page).count()) === 0 && steps < 40; steps++) await press(page, "Step forward");
  await press(page, "Step back");
  await act(page, server(page, "S2"), "Crash");
  await press(page, "Next event of interest");
  for (const name of ["crash S2", "first"]) {
    await show(page, "Run");
    await branch(page, name).click();
    await press(page, "Step back");
    const [here, address] = [await about(page), await link(page)];
    assert.ok(address.length < 2_000, address);
    const fresh = await open({ height: 720, reducedMotion: "reduce" });
    await fresh.goto(address);
    await fresh.reload();
    await fresh.getByRole("tab", { name: "Run", selected: true }).waitFor();
    assert.equal(await about(fresh), here);
    assert.deepEqual(await names(fresh), ["first", "crash S2"]);
    assert.deepEqual(await stage(fresh), await stage(page));
  }
});

const names = (page) => branches(page).getByRole("listitem").evaluateAll((items) => items.map((item) => item.querySelector("button").innerText));

const stage = (page) => page.getByRole("group", { name: "Stage" }).ariaSnapshot();

test("undo and redo, and what was done later is done as well", async ({ open }) => {
  const page = await open({ height: 720, query: "seed=7", reducedMotion: "reduce" });
  for (let steps = 0; (await leader(page).count()) === 0 && steps < 40; steps++) await press(page, "Step forward");
  const before = await about(page);
  await act(page, server(page, "S2"), "Crash");
  await press(page, "Step forward");
  await act(page, server(page, "S3"), "Crash");
  const after = await about(page);
  await press(page, "Undo");
  await press(page, "Undo");
  assert.equal(await about(page), before);
  await press(page, "Redo");
  await press(page, "Redo");
  assert.equal(await about(page), after);
  await press(page, "Undo");
  await press(page, "Undo");
  await act(page, server(page, "S4"), "Crash");
  await page.getByRole("button", { name: "Do the rest as well" }).first().waitFor();
  await press(page, "Do the rest as well");
  await page.getByRole("alert").getByText("All 2 things that were done later are done here, too.").waitFor();
  await time(page).press("End");
  for (const id of ["S2", "S3", "S4"]) await page.getByRole("button", { name: new RegExp(`^${id}, crashed`) }).waitFor();
});

test("what if a message had been lost is one gesture, and both ways are seen at once", async ({ open }) => {
  const page = await open({ height: 720, query: LED });
  await leader(page).waitFor();
  await press(page, "Pause");
  await jump(page, "Previous election");
  await press(page, "Step back");
  await rests(page);
  await act(page, vote(page).first(), "Drop it and see");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await show(page, "Run");
  await page.getByText("Compared with first.").waitFor();
  await branch(page, "first").waitFor();
});

test("twenty minutes are run through, and dragged to the first one", async ({ open }) => {
  const page = await open({ height: 720, query: LED });
  await leader(page).waitFor();
  await page.getByRole("slider", { name: "Speed" }).press("End");
  const isLong = () => time(page).evaluate((bar) => Number(bar.getAttribute("aria-valuemax")) >= 1_200_000);
  for (let waits = 0; !(await isLong()) && waits < 110; waits++) await page.waitForTimeout(1_000);
  assert.ok(await isLong());
  await press(page, "Pause");
  await picture(page, "twenty minutes");
  const { x, y, width, height } = await time(page).boundingBox();
  await page.mouse.move(x + width - 60, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
  await page.mouse.move(x + 52, y + height / 2, { steps: 5 });
  await page.mouse.up();
  const now = () => time(page).evaluate((bar) => Number(bar.getAttribute("aria-valuenow")));
  assert.ok((await now()) < 60_000, `${await now()}`);
  await leader(page).waitFor();
  await press(page, "Step forward");
});

test("pause when the leader has committed and no follower knows, crash it there, and the next leader commits it, too", async ({ open }) => {
  const page = await open({ height: 720, query: LED });
  const first = await leaderId(page);
  const others = SERVERS.filter((id) => id !== first);
  await press(page, "Pause");
  await submit(page, "set y 41");
  await show(page, "Run");
  await press(page, "Pause when…");
  await page.getByRole("textbox", { name: "Condition" }).fill("commit of leader >= 2");
  await press(page, "Add");
  await press(page, "Play");
  const point = page.getByRole("list", { name: "Pause points" }).getByRole("listitem");
  await point.filter({ hasText: /commit of leader >= 2/ }).waitFor();
  await page.getByText("Paused when commit of leader >= 2.").first().waitFor();
  // The page knows more than the servers do.
  for (const id of others) {
    const entry = entries(page, id, "set y 41, committed");
    if ((await entry.count()) > 0) assert.match(await nameOf(entry), /committed, not known here/);
  }
  assert.doesNotMatch(await nameOf(entries(page, first, "set y 41")), /not known here|not committed/);
  await picture(page, "only the leader knows");
  await act(page, server(page, first), "Crash");
  // It goes on without another stop: no leader is the first one to commit that entry.
  await press(page, "Switch off when commit of leader >= 2");
  await hurry(page);
  await press(page, "Play");
  const second = await leaderId(page, "[2-9]");
  assert.notEqual(second, first);
  for (const id of others) await entries(page, id, "set y 41, applied").first().waitFor();
});

test("a finger on a phone goes back along the time bar", async ({ open }) => {
  const page = await open({ width: 390, height: 844, touch: true, query: LED });
  await leader(page).waitFor();
  await press(page, "Pause");
  const { x, y, width, height } = await time(page).boundingBox();
  await page.touchscreen.tap(x + width / 3, y + height / 2);
  await leader(page).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Step forward" }).tap();
  await rests(page);
  await server(page, "S2").tap();
  await page.getByRole("menuitem", { name: "Crash", exact: true }).tap();
  await page.getByRole("tab", { name: "Run", exact: true }).tap();
  await branch(page, "crash S2").waitFor();
  await branch(page, "first").tap();
  await time(page).press("End");
  await leader(page).waitFor();
  await picture(page, "branches on a phone");
});

test("by keyboard: back, another branch, undo, and there again", async ({ open }) => {
  const page = await open({ height: 720, query: "seed=7", reducedMotion: "reduce" });
  await page.keyboard.press("Tab");
  for (let steps = 0; (await leader(page).count()) === 0 && steps < 40; steps++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  // What goes back may be loading.
  await leader(page).waitFor({ state: "hidden" });
  await vote(page).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Drop", exact: true }).press("Enter");
  await page.getByRole("alert").getByText("A new branch begins here").waitFor();
  const dropped = await about(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  assert.notEqual(await about(page), dropped);
  assert.ok((await vote(page).count()) > 0);
  await page.keyboard.press("Control+Shift+z");
  assert.equal(await about(page), dropped);
  await time(page).focus();
  await page.keyboard.press("Home");
  assert.match(await time(page).getAttribute("aria-valuetext"), /^0\.0 ms/);
  await branch(page, "first").focus();
  await page.keyboard.press("Enter");
  await time(page).focus();
  await page.keyboard.press("End");
  await leader(page).waitFor();
});

test("a run is saved in each form, and a recording that is dropped on the page opens", async ({ open }) => {
  const page = await open({ height: 720, query: LED });
  await leader(page).waitFor();
  await press(page, "Pause");
  await act(page, server(page, "S2"), "Crash");
  const here = await about(page);
  const files = {};
  for (const form of ["Recording", "Script", "Trace"]) {
    await press(page, "Save…");
    const download = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: form, exact: true }).click();
    files[form] = await readFile(await (await download).path());
  }
  assert.match(files.Script.toString(), /^servers 5\n.*crash S2\n.*expect fingerprint [0-9a-f]{16}\n$/s);
  assert.match(files.Trace.toString().slice(0, 2_000), /^\{"format":"raft-trace","version":1,.*\n\{"event":0,/);

  const other = await open({ height: 720, query: "seed=8" });
  await leader(other).waitFor();
  await show(other, "Run");
  const data = await other.evaluateHandle((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "run.raftscape"));
    return data;
  }, [...files.Recording]);
  await other.locator("#raftscape .app").dispatchEvent("drop", { dataTransfer: data });
  await server(other, "S2").and(other.getByRole("button", { name: /crashed/ })).waitFor();
  assert.equal(await about(other), here);
  await press(other, "Open…");
  await assertAccessible(other);
  await other.getByLabel("Open a file").setInputFiles({ name: "x.raft", mimeType: "text/plain", buffer: files.Script });
  assert.equal(await other.getByRole("textbox", { name: "Script" }).inputValue(), files.Script.toString());
});

test("what is no link is said in a sentence, and the page shows a cluster", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  for (const bad of ["#run=", "#run=AAAA", `#run=${"A".repeat(70_000)}`]) {
    await page.goto(`${page.url().split("#")[0]}${bad}`);
    await page.reload();
    await page.getByRole("alert").getByText(/^(This is no link|The recording (is|was|says))/).waitFor();
    await leader(page).waitFor();
  }
});

test("a reload shows the same seed, and leaving a run with something done in it asks", async ({ open }) => {
  const page = await open({});
  const seed = () => page.getByText(/Seed \d+/).first().innerText();
  const before = await seed();
  // The address names the run soon after.
  await leader(page).waitFor();
  await page.reload();
  assert.equal(await seed(), before);
  await leader(page).waitFor();
  await press(page, "Random command");
  const asked = new Promise((resolve) => {
    page.once("dialog", (dialog) => {
      resolve(dialog.type());
      dialog.accept();
    });
  });
  await page.reload();
  assert.equal(await asked, "beforeunload");
});

test("a clipboard that refuses leaves the link there to be selected", async ({ open }) => {
  const prepare = (page) => page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
  });
  const page = await open({ query: LED, prepare });
  await leader(page).waitFor();
  await show(page, "Run");
  await press(page, "Copy link");
  const text = page.getByRole("dialog", { name: "Link" }).getByRole("textbox", { name: "Link" });
  assert.match(await text.inputValue(), /^http.*#run=[\w-]+$/);
});
