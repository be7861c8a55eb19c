// What a reader expects of any page: where Space goes, how menus and dialogs close, what a file may weigh.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, picture, test } from "./harness.mjs";
import { LED, act, leader, server } from "./cluster.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("after a pointer has chosen something, Space pauses and plays", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await act(page, server(page, "S4"), "Crash");
  await button(page, "Pause").waitFor();
  await page.keyboard.press(" ");
  await button(page, "Play").waitFor();
  assert.equal(await page.getByRole("menu").count(), 0);
  await button(page, "Random command").click();
  const operations = page.getByRole("list", { name: "Clients" }).getByRole("listitem");
  const before = await operations.count();
  await page.keyboard.press(" ");
  await button(page, "Pause").waitFor();
  await page.keyboard.press(" ");
  await button(page, "Play").waitFor();
  assert.equal(await operations.count(), before, "no other command was made up");
  // A step in between moves no focus, and changes nothing of that.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(" ");
  await button(page, "Pause").waitFor();
  assert.equal(await operations.count(), before, "no other command was made up after a step");
});

test("in a dialog, Space presses the button that a pointer has pressed", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await page.getByRole("button", { name: "Script…" }).click();
  await page.getByRole("textbox", { name: "Script" }).fill("servers 3\nseed 2\nuntil leader\n");
  await button(page, "Check it").click();
  const passed = page.getByRole("status").getByText("Script finished");
  await passed.waitFor();
  await page.keyboard.press(" ");
  await passed.waitFor();
  await page.keyboard.press("Escape");
  await button(page, "Pause").waitFor();
});

test("with the keyboard, Space still presses what has the focus", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await page.keyboard.press(".");
  await page.keyboard.press("Tab");
  await page.keyboard.press(" ");
  await page.getByRole("dialog", { name: "New run" }).waitFor();
});

test("Tab closes a menu, and the focus goes back to what it belongs to", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await server(page, "S2").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Crash", exact: true }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.getByRole("menu").count(), 0);
  await server(page, "S2").and(page.locator(":focus")).waitFor();
});

test("a press beside a dialog closes it, and one in it does not", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await button(page, "?").or(page.getByRole("button", { name: "Help" })).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading").first().click();
  assert.equal(await dialog.count(), 1);
  await page.mouse.click(5, 400);
  await dialog.waitFor({ state: "detached" });
});

test("a file that is too large is refused at once, and the page goes on", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.getByRole("button", { name: "Script…" }).click();
  const file = join(await mkdtemp(join(tmpdir(), "raftscape-")), "huge.raft");
  await writeFile(file, Buffer.alloc(17 << 20, "# x\n"));
  await page.getByLabel("Open a file").setInputFiles(file);
  await page.getByRole("alert").getByText("This file has more than 17 MB; a script has at most 1 MB.").waitFor();
});

test("a page from right to left with letters of its own does not reach into a cluster", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.locator("#raftscape:not(:has(.shell))").waitFor();
  await page.evaluate(async () => {
    const { default: init, mount } = await import("./raftscape.js");
    await init();
    document.documentElement.dir = "rtl";
    document.body.innerHTML = "<p>صفحة</p><div id='here'></div>";
    Object.assign(document.body.style, { letterSpacing: "0.3em", textTransform: "uppercase", lineHeight: "3", textAlign: "right" });
    document.querySelector("#here").style.height = "600px";
    mount(document.querySelector("#here"), { seed: 7 });
  });
  await leader(page).waitFor();
  const looks = await page.locator("#here .app").evaluate((app) => {
    const { direction, letterSpacing, textTransform } = getComputedStyle(app);
    return { direction, letterSpacing, textTransform };
  });
  assert.deepEqual(looks, { direction: "ltr", letterSpacing: "normal", textTransform: "none" });
  await picture(page, "in a page from right to left");
});
