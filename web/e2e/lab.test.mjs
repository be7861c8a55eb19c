// The snapshot lab: what a snapshot is, how it travels, mistakes to catch, and what it costs.
import { readFile } from "node:fs/promises";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { LED, hurry, leader, show, submit } from "./cluster.mjs";

const lab = (page) => page.getByRole("tabpanel", { name: "Snapshot", exact: true });
const scenarios = (page) => lab(page).getByRole("group", { name: "Scenarios" }).getByRole("button");
const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();

/// Lets time run, on a page that has only just opened and may still find its places.
async function play(page) {
  await page.getByRole("button", { name: "Play", exact: true }).focus();
  await page.keyboard.press("Enter");
}

/// Opens the lab, and one of its parts.
async function openLab(page, part) {
  const tab = page.getByRole("tab", { name: "Snapshot", exact: true });
  if ((await tab.getAttribute("aria-selected")) !== "true") {
    await leader(page).waitFor();
    await tab.click();
  }
  await lab(page).waitFor();
  if (part) await show(page, part);
}

/// Plays the script that is shown to its end: from one thing that it says to the next, and on from the last of them.
async function playOut(page) {
  // It begins once the script language has come.
  await page.locator("output").getByText(/^\d{1,2}\.\d ms$/).waitFor();
  await pressUntil(page, "PageDown", page.getByRole("alert").getByText(/./));
  await hurry(page);
  await press(page, "Play");
  const verdict = page.getByRole("alert").getByText(/^(Script finished|Expectation failed|The script cannot)/);
  return verdict.innerText();
}

/// Presses a key until there is such a thing, and lets the page draw in between.
async function pressUntil(page, key, thing) {
  for (let times = 0; times < 400 && (await thing.count()) === 0; times += 1) {
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
}

const WAYS = {
  mouse: (page, button) => button.click(),
  touch: (page, button) => button.tap(),
  keyboard: async (page, button) => {
    await button.focus();
    await page.keyboard.press("Enter");
  },
};

for (const [way, choose] of Object.entries(WAYS)) {
  test(`every scenario of the lab is opened by ${way} and comes to its end as it says`, async ({ open }) => {
    const page = await open({ query: "seed=7", touch: way === "touch", reducedMotion: "reduce" });
    await play(page);
    await openLab(page);
    let played = 0;
    for (const part of ["One snapshot", "On its way"]) {
      await choose(page, page.getByRole("tab", { name: part, exact: true }));
      const names = await scenarios(page).allInnerTexts();
      for (const name of names) {
        await choose(page, scenarios(page).filter({ hasText: name }).first());
        assert.match(await playOut(page), /^Script finished; all expectations passed/, name);
        played += 1;
      }
    }
    assert.equal(played, 14);
  });
}

test("a crash between the two writes leaves both on the disk, and a restart agrees", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: "seed=7&servers=3" });
  await openLab(page);
  await submit(page, "set x 1");
  await page.getByRole("group", { name: "S1 machine" }).getByText("x 1").waitFor();
  await press(page, "Pause");
  await page.getByRole("combobox", { name: "Server", exact: true }).selectOption("S1");
  await page.getByRole("spinbutton", { name: "Entries kept behind it" }).first().fill("0");
  await page.keyboard.press("Enter");
  await press(page, "Crash between the two");
  await page.getByRole("button", { name: "Restart S1" }).waitFor();
  const table = page.getByRole("table", { name: "Memory, disk, and what a restart makes of it" });
  const disk = table.getByRole("row", { name: /^On disk ≤ \d+ · term 1/ });
  assert.match(await disk.innerText(), /≤ (\d+) · term 1(\s+1)+/, "the snapshot, and the whole log");
  const writes = await page.getByRole("list", { name: "The two writes" }).innerText();
  assert.match(writes, /save the snapshot up to \d+: durable since .*drop the log through \d+: lost in the crash/s);
  await lab(page).getByText(/they agree, so nothing is wrong\.$/).waitFor();
  await picture(page, "a crash between the two writes");
  await assertAccessible(page);
  await press(page, "Restart S1");
  await table.getByRole("row", { name: /^In memory ≤ \d+ · term 1/ }).waitFor();
  const same = lab(page).getByText(/give the same machine, sessions included\.$/);
  await same.waitFor();
  await page.getByRole("table", { name: "The values in the snapshot" }).getByRole("row", { name: /^x 1 entry \d+, term 1: set x 1$/ }).waitFor();
});

test("a snapshot is taken at an index that is still at hand, and no other", async ({ open }) => {
  const page = await open({ query: "seed=7&servers=3" });
  await openLab(page);
  for (const value of [1, 2]) {
    await submit(page, `set x ${value}`);
    await page.getByRole("group", { name: "S1 machine" }).getByText(`x ${value}`).waitFor();
  }
  const index = page.getByRole("spinbutton", { name: "At index" });
  await index.fill("2");
  await press(page, "Take snapshot");
  await lab(page).getByText(/^The snapshot of S1 ends at index 2, term 1: /).waitFor();
  await index.fill("99");
  await press(page, "Take snapshot");
  await page.getByRole("alert").getByText(/^S1 can take a snapshot at \d+.*: its last one reaches through 2, and it has applied through \d+\.$/).waitFor();
});

test("a transfer loses two chunks, changes its leader, and still arrives", async ({ open }) => {
  const page = await open({ width: 1600, height: 900, query: "seed=7", reducedMotion: "reduce" });
  await play(page);
  await openLab(page, "On its way");
  await scenarios(page).filter({ hasText: "Lost chunks and a new leader" }).click();
  assert.match(await playOut(page), /^Script finished/);
  const transfers = page.getByRole("group", { name: "Transfers" }).getByRole("button");
  assert.equal(await transfers.count(), 2, "one by each leader");
  await lab(page).getByText(/^S1 had begun to send the same snapshot in term 1: same end, same bytes\. .* goes on from there \(§7\)\.$/).waitFor();
  const chunks = page.getByRole("group", { name: "Chunks" }).getByRole("button");
  for (const name of await chunks.evaluateAll((all) => all.map((it) => it.getAttribute("aria-label")))) {
    assert.match(name, /^Chunk \d+, acknowledged/);
  }
  await picture(page, "a transfer that changed its leader");
  await assertAccessible(page);
  const last = page.getByText(/^Chunk 7 arrives: the last one/);
  await last.waitFor();
  await transfers.last().click();
  const story = page.getByRole("list", { name: "What happened to its chunks, the latest first" });
  assert.equal(await story.getByText(/^Chunk \d+ is lost: /).count(), 2);
  await chunks.first().click();
  await lab(page).getByText(/^Chunk 1 of \d+: bytes 0 to \d+\./).waitFor();
});

test("a chunk on its way is dropped and delivered from its place in the strip", async ({ open }) => {
  const page = await open({ query: "seed=7", reducedMotion: "reduce" });
  await play(page);
  await openLab(page, "On its way");
  await scenarios(page).filter({ hasText: "A follower that was away" }).click();
  const flies = page.getByRole("group", { name: "Chunks" }).getByRole("button", { name: /, on its way/ });
  await pressUntil(page, "ArrowRight", flies);
  await flies.first().click();
  for (const name of ["Deliver now", "Duplicate", "Delay"]) {
    await lab(page).getByRole("button", { name, exact: true }).waitFor();
  }
  await lab(page).getByRole("button", { name: "Drop", exact: true }).click();
  await page.getByRole("list", { name: /^What happened/ }).getByText("Chunk 1 is lost: it was dropped").waitFor();
  await lab(page).getByRole("button", { name: "Crash S1", exact: true }).click();
  await lab(page).getByRole("button", { name: "Restart S1", exact: true }).waitFor();
});

test("the decision between entries and a snapshot flips with the entries that are kept", async ({ open }) => {
  const page = await open({ query: "seed=7", reducedMotion: "reduce" });
  await play(page);
  await openLab(page, "On its way");
  await scenarios(page).filter({ hasText: /^Entries or a snapshot$/ }).click();
  const table = page.getByRole("table", { name: "What each follower gets" });
  const sent = table.getByRole("row", { name: /the snapshot, \d+ of \d+ bytes/ });
  await pressUntil(page, "ArrowRight", sent);
  await picture(page, "who gets entries and who a snapshot");
  await sent.getByRole("button", { name: /^Keep \d+ and see$/ }).click();
  await page.getByRole("alert").getByText(/^\d+ entries are kept in a branch of its own\./).waitFor();
  await show(page, "Run");
  const branches = page.getByRole("list", { name: "Branches" });
  await branches.getByRole("button", { name: /^set entries-kept \d+$/ }).waitFor();
});

test("three thresholds are compared in copies of the run, by a worker, with a table behind the charts", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: LED });
  await leader(page).waitFor();
  for (let sent = 0; sent < 6; sent += 1) await press(page, "Random command");
  const worker = page.waitForEvent("worker");
  await openLab(page, "Costs");
  assert.match((await worker).url(), /raftscape_worker\.js$/);
  const table = page.getByRole("table", { name: "What each costs" });
  await table.getByRole("row", { name: /^in force/ }).waitFor();
  assert.equal(await table.getByRole("row").count(), 5, "a head, the dials in force, and three thresholds");
  for (const name of ["Largest log", "Largest snapshot", "Sent by snapshot", "Sent by append", "Time to catch up"]) {
    await page.getByRole("figure", { name, exact: true }).waitFor();
  }
  await picture(page, "what snapshots cost");
  await assertAccessible(page);
  await show(page, "Entries kept");
  await table.getByRole("row", { name: /^\d+ kept/ }).first().waitFor();
});

const MISTAKES = [
  ["An old snapshot arrives late", "It installs it: what a leader sends is newer"],
  ["A snapshot ends behind the log", "They go: a snapshot takes the place of the whole log"],
];

test("two mistakes are made, played beside what Raft does, and break a property", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: "seed=7", reducedMotion: "reduce" });
  await play(page);
  await openLab(page, "Mistakes");
  assert.equal(await page.getByRole("list", { name: "Exercises" }).getByRole("listitem").count(), 9);
  await assertAccessible(page);
  for (const [title, wrong] of MISTAKES) {
    await press(page, title);
    const answers = page.getByRole("group", { name: "Answers" }).getByRole("button");
    await answers.first().waitFor();
    assert.equal(await answers.count(), 3);
    await answers.filter({ hasText: wrong }).click();
    await page.getByRole("status").getByText(/^Not so\. .* It would break Leader Completeness\.$/).waitFor();
    const checks = page.getByRole("table", { name: "What it comes to" }).getByRole("row", { name: /^checks/ });
    assert.match(await checks.innerText(), /^checks\s+Leader Completeness is broken: .*\s+all hold$/s);
    await page.getByRole("button", { name: /^9 checks.*broken/ }).waitFor();
    await picture(page, `a mistake ${title}`);
    await press(page, "Watch what Raft does");
    await page.getByRole("button", { name: /^9 checks hold/ }).waitFor();
    await show(page, "Run");
    const branches = page.getByRole("list", { name: "Branches" });
    await branches.getByRole("button", { name: "your answer", exact: true }).waitFor();
    await branches.getByRole("button", { name: "as Raft has it", exact: true }).waitFor();
    await press(page, "Pause");
    await press(page, "All exercises");
  }
});

test("the lab is saved as a picture that stands alone", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: LED });
  await leader(page).waitFor();
  for (let sent = 0; sent < 4; sent += 1) await press(page, "Random command");
  for (const [part, words] of [["One snapshot", "On disk"], ["Costs", "Largest log"]]) {
    await openLab(page, part);
    await lab(page).getByText(words, { exact: true }).first().waitFor();
    await press(page, "Picture of the snapshot view");
    const saved = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Save as SVG", exact: true }).click();
    const text = await readFile(await (await saved).path(), "utf8");
    assert.equal((await saved).suggestedFilename(), "raftscape-snapshots.svg");
    assert.doesNotMatch(text, /var\(|class=|style=|foreignObject|<script|<style|NaN|undefined/);
    const found = await page.evaluate(([text, words]) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      const said = [...picture.querySelectorAll("text")].map((it) => it.textContent);
      return [picture.querySelector("parsererror")?.textContent, said.includes(words)];
    }, [text, words]);
    assert.deepEqual(found, [undefined, true]);
  }
});

test("the table of costs is copied", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLab(page, "Costs");
  await press(page, "Copy table");
  await page.getByRole("alert").getByText("The table is copied.").waitFor();
  const table = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(table, /^dial\tvalue\tlargest log, bytes\t.*\nin force\t\t\d+\t/);
});

const SIZES = [[1920, 1080], [1280, 720], [1024, 768], [500, 400], [390, 844]];

for (const [width, height] of SIZES) {
  test(`the lab has room, with nothing clipped and nothing over another: ${width} × ${height}`, async ({ open }) => {
    const page = await open({ width, height, query: "seed=7", touch: width < 500 });
    await openLab(page, "On its way");
    await scenarios(page).filter({ hasText: "A follower that was away" }).click();
    await playOut(page);
    for (const part of ["One snapshot", "On its way", "Mistakes", "Costs"]) {
      await show(page, part);
      await assertAccessible(page);
      const section = page.getByRole("tabpanel", { name: part, exact: true });
      assert.deepEqual(await section.evaluate(tooWide), [], part);
      await picture(page, `lab ${part} ${width} ${height}`);
    }
  });
}

/// What reaches beyond the section and is not in something that is scrolled.
function tooWide(section) {
  const edge = section.getBoundingClientRect().right + 1;
  const isScrolled = (it) => it !== section && (getComputedStyle(it).overflowX !== "visible" || isScrolled(it.parentElement));
  const all = [...section.querySelectorAll("*")].filter((it) => it.getBoundingClientRect().right > edge);
  return all.filter((it) => !isScrolled(it)).map((it) => it.outerHTML.slice(0, 100));
}

test("a link opens the same part of the lab", async ({ open }) => {
  const page = await open({ query: "seed=7&servers=3" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLab(page, "On its way");
  await press(page, "Pause");
  await show(page, "Run");
  await press(page, "Copy link");
  await page.getByRole("alert").getByText(/^The link is copied/).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(link);
  await page.reload();
  await page.getByRole("tab", { name: "On its way", exact: true, selected: true }).waitFor();
  await page.getByRole("tab", { name: "Run", exact: true, selected: true }).waitFor();
});
