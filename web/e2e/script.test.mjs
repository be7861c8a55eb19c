// Scripts on the page, and what a reader does who is the network.
import { readFile, readdir } from "node:fs/promises";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { LED, act, leader, nameOf, server, show } from "./cluster.mjs";

const openScript = async (page) => {
  await page.getByRole("button", { name: "Script…" }).click();
  return page.getByRole("textbox", { name: "Script" });
};

const SCRIPT = `# Two of three are enough
servers 3
seed 7
until leader
crash S2
run 5ms
restart S2
expect leader within 2s
`;

test("a script is checked on a thread of its own, while the page goes on", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  const first = page.waitForEvent("worker");
  await check(page, "servers 5\nclients 3\nseed 2\nrun 600s\nexpect S1 is down\n");
  const ended = closes(await first);
  assert.match((await first).url(), /raftscape_worker\.js$/);
  const said = page.getByRole("status").getByText(/^Checking: \d+ events, \d+ s of the run\.$/);
  await said.waitFor();
  await assertAccessible(page);
  await picture(page, "a script is checked");
  await page.getByRole("status").getByText("Expectation failed at line 5").waitFor();
  await ended;
  const second = page.waitForEvent("worker");
  await check(page, "servers 5\nclients 3\nseed 3\nrun 3600s\n");
  const stopped = closes(await second);
  await said.waitFor();
  await page.getByRole("button", { name: "Stop checking" }).click();
  await said.waitFor({ state: "hidden" });
  await stopped;
});

const closes = (worker) => new Promise((resolve) => worker.on("close", resolve));

async function check(page, script) {
  const field = page.getByRole("textbox", { name: "Script" });
  if ((await field.count()) === 0) await page.getByRole("button", { name: "Script…" }).click();
  await field.fill(script);
  await page.getByRole("button", { name: "Check it" }).click();
}

test("what was done is written down as a script that can be saved, and plays to the same end", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await act(page, leader(page), "Crash");
  const text = await openScript(page);
  const written = await text.inputValue();
  assert.match(written, /^servers 5\n.*seed 7\n.*crash S1\n.*expect fingerprint [0-9a-f]{16}\n$/s);
  const saved = await page.getByRole("link", { name: "Save as a file" }).getAttribute("href");
  assert.equal(decodeURIComponent(saved.slice(saved.indexOf(",") + 1)), written);
  await page.getByRole("button", { name: "Play it" }).click();
  await page.getByRole("slider", { name: "Speed" }).fill("9");
  await page.getByRole("alert").getByText("all expectations passed").waitFor();
  await server(page, "S1").and(page.getByRole("button", { name: /crashed/ })).waitFor();
});

test("a script is opened from a file and played, and an error in it is shown with line and column", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const text = await openScript(page);
  await assertAccessible(page);
  await text.fill("servers 3\ncrahs S1\n");
  await page.getByRole("button", { name: "Play it" }).click();
  await page.getByRole("alert").getByText(/script:2:1: .*Did you mean `crash`\?/).waitFor();
  await assertAccessible(page);
  const file = { name: "two.raft", mimeType: "text/plain", buffer: Buffer.from(SCRIPT) };
  await page.getByLabel("Open a file").setInputFiles(file);
  await page.waitForFunction((script) => document.querySelector("#raftscape").shadowRoot?.querySelector("[part=stage]")?.shadowRoot?.querySelector("textarea")?.value === script, SCRIPT);
  await page.getByRole("button", { name: "Play it" }).click();
  await page.getByText("three servers · ").waitFor();
  await page.getByRole("slider", { name: "Speed" }).fill("9");
  await page.getByRole("alert").getByText("all expectations passed").waitFor();
});

test("what is typed into a script stays in it, and Escape closes the form", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const text = await openScript(page);
  await text.press("Control+a");
  const typed = "# Who [says] so? No server.\nservers 3\n";
  await page.keyboard.type(typed);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" ");
  assert.equal(await text.inputValue(), `${typed.slice(0, -1)} \n`);
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("a question of a script stops time until the reader goes on, by pointer or by keyboard", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const text = await openScript(page);
  await text.fill('servers 3\nseed 7\nask "Who will stand?"\nuntil leader\nask "Whom do you crash?"\nrun 5ms\n');
  await page.getByRole("button", { name: "Play it" }).click();
  const goOn = page.getByRole("button", { name: "Go on" });
  await goOn.waitFor();
  await page.getByText("Who will stand?").first().waitFor();
  await assertAccessible(page);
  await picture(page, "a question of a script");
  await goOn.click();
  await page.getByText("Whom do you crash?").first().waitFor();
  await leader(page).waitFor();
  await goOn.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("all expectations passed").waitFor();
  assert.equal(await goOn.count(), 0);
});

test("held messages wait until the reader delivers or drops them", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await show(page, "Dials");
  await page.getByRole("checkbox", { name: "Hold messages" }).check();
  const asked = page.getByRole("button", { name: /^RequestVote, .*held, S\d to S\d$/ });
  await asked.first().waitFor();
  const name = await nameOf(asked);
  const [, from, to] = name.match(/(S\d) to (S\d)$/);
  await act(page, asked.first(), "Deliver now");
  await page.getByRole("button", { name: new RegExp(`^RequestVote reply ok, held, ${to} to ${from}$`) }).waitFor();
  assert.equal(await leader(page).count(), 0);
  await page.getByRole("checkbox", { name: "Hold messages" }).uncheck();
  await leader(page).waitFor();
});

/// What the shipped scenarios say, each as it stands in its script.
async function remarks() {
  const folder = new URL("../../core/script/scenarios/", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".raft"));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(/^say "(.*)"$/gm)].map(([, words]) => words));
}

for (const [width, height] of [[1280, 720], [500, 400], [360, 640]]) {
  test(`what a scenario says is shown whole: ${width} × ${height}`, async ({ open }) => {
    const page = await open({ width, height });
    const said = await remarks();
    assert.ok(said.length > 20);
    const script = ["servers 3", ...said.map((words) => `say "${words}"`), "run 1s"].join("\n");
    await playScript(page, script);
    await page.getByRole("button", { name: "Pause" }).click();
    for (const words of said) {
      const caption = page.locator(".caption", { hasText: words });
      await caption.waitFor();
      const { clipped, inside } = await caption.evaluate((caption) => {
        const { bottom, right } = caption.getBoundingClientRect();
        return {
          clipped: caption.scrollHeight > caption.clientHeight + 1 || caption.scrollWidth > caption.clientWidth + 1,
          inside: bottom <= innerHeight && right <= innerWidth,
        };
      });
      assert.ok(!clipped && inside, `${words}: ${clipped ? "clipped" : "outside"}`);
      await page.keyboard.press("ArrowRight");
    }
  });
}

test("a slide remote leads from remark to remark and back", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await playScript(page, 'servers 3\nseed 7\nsay "First."\nuntil leader\nsay "Then."\ncrash leader\nmark "end"\nrun 1s\n');
  const shows = (words) => page.locator(".caption", { hasText: words }).waitFor();
  await shows("First.");
  await page.keyboard.press(".");
  await page.keyboard.press("PageDown");
  await shows("Then.");
  await page.keyboard.press("PageDown");
  await shows("end");
  await page.getByRole("button", { name: /^S\d, crashed/ }).waitFor();
  await page.keyboard.press("PageUp");
  await shows("Then.");
  assert.equal(await page.getByRole("button", { name: /^S\d, crashed/ }).count(), 0);
});

/// Plays a script by its form, which a narrow page has in its menu.
async function playScript(page, script) {
  // A page that has only just opened may not have found its places yet.
  if (page.viewportSize().width >= 1000) {
    await page.getByRole("button", { name: "Script…" }).click();
  } else {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Script…" }).click();
  }
  await page.getByRole("textbox", { name: "Script" }).fill(script);
  await page.getByRole("button", { name: "Play it" }).click();
}
