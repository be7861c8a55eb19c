// The dialog that shares a run: its texts, and that they do what they are for where they are pasted.
import { readFile } from "node:fs/promises";
import { LED, act, leader, server, show } from "./cluster.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";

const FORMS = ["Link", "Iframe", "Element", "Markdown", "Script"];
const dialog = (page) => page.getByRole("dialog", { name: "Share" });
const text = (page) => dialog(page).getByRole("textbox", { name: "Text to copy" });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/// A page on which S2 is down, with the dialog open.
async function sharing(open, wishes = {}) {
  const page = await open({ query: LED, ...wishes });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await leader(page).waitFor();
  await press(page, "Pause");
  await act(page, server(page, "S2"), "Crash");
  await server(page, "S2").and(page.getByRole("button", { name: /crashed/ })).waitFor();
  await share(page);
  return page;
}

async function share(page) {
  await show(page, "Run");
  await press(page, "Share…");
  await dialog(page).waitFor();
}

/// Chooses a form, copies its text, and reads the clipboard.
async function copied(page, form) {
  await dialog(page).getByRole("tab", { name: form, exact: true }).click();
  await dialog(page).getByRole("button", { name: "Copy", exact: true }).click();
  await dialog(page).getByRole("status").getByText(/^Copied: [\d,]+ characters\.$/).waitFor();
  const clipboard = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(clipboard.trim(), (await text(page).inputValue()).trim(), form);
  return clipboard;
}

/// Opens a page of another writer, on the same site, in which this was pasted.
async function pasted(page, html) {
  const address = new URL("host.html", page.url()).href;
  const body = `<!doctype html><html lang="en"><title>A post</title><main><h1>A post</h1>${html}</main></html>`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(address);
}

test("each of the five texts goes to the clipboard, and says where it leads", async ({ open }) => {
  const page = await sharing(open);
  const site = page.url().replace(/[?#].*/, "");
  const link = await copied(page, "Link");
  const run = link.slice(link.indexOf("#run="));
  assert.equal(link, site + run);
  assert.match(run, /^#run=[\w-]+$/);
  const frame = await copied(page, "Iframe");
  assert.ok(frame.startsWith(`<iframe src="${site}embed.html${run}" title="A Raft cluster of five servers" `), frame);
  const element = await copied(page, "Element");
  assert.ok(element.includes(`<script type="module" src="${site}raft-scape.js"></script>`), element);
  assert.ok(element.includes(`<raft-scape src="${run}" `), element);
  const markdown = await copied(page, "Markdown");
  assert.ok(markdown.endsWith(`](raftscape-stage.svg)](${link})`), markdown);
  assert.match(markdown, /^\[!\[Seed 7, at [\d.]+ ms\. S1.* S2 is down: term/);
  assert.match(await copied(page, "Script"), /^seed 7$[^]*^crash S2$/m);
});

test("the link opens the run as it was", async ({ open }) => {
  const page = await sharing(open);
  await page.goto(await copied(page, "Link"));
  await page.reload();
  await page.getByRole("button", { name: /^S2, crashed/ }).waitFor();
});

test("the iframe opens the run in a page of another writer", async ({ open }) => {
  const page = await sharing(open);
  await pasted(page, await copied(page, "Iframe"));
  const box = await page.locator("iframe").boundingBox();
  assert.ok(Math.abs(box.width / box.height - 16 / 9) < 0.02, `${box.width} × ${box.height}`);
  await page.frameLocator("iframe").getByRole("button", { name: /^S2, crashed/ }).waitFor();
  await picture(page, "share an iframe");
});

test("the element opens the run in a page of another writer, in the size that was chosen", async ({ open }) => {
  const page = await sharing(open);
  await dialog(page).getByRole("tab", { name: "Element", exact: true }).click();
  await dialog(page).getByRole("button", { name: "500 × 400" }).click();
  await dialog(page).getByRole("img", { name: "Preview: 500 × 400" }).waitFor();
  await pasted(page, await copied(page, "Element"));
  await page.getByRole("button", { name: /^S2, crashed/ }).waitFor();
  const box = await page.locator("raft-scape").boundingBox();
  assert.deepEqual([box.width, box.height], [500, 400]);
  await picture(page, "share an element");
});

test("the poster of the Markdown is saved under the name that it has there", async ({ open }) => {
  const page = await sharing(open);
  const markdown = await copied(page, "Markdown");
  const download = page.waitForEvent("download");
  await press(page, "Save the poster");
  const saved = await download;
  assert.ok(markdown.includes(`](${saved.suggestedFilename()})](`));
  assert.match(await readFile(await saved.path(), "utf8"), /^<svg [^]*>S2</);
});

test("a size that cannot be is said, and nothing is there to be copied", async ({ open }) => {
  const page = await sharing(open);
  await dialog(page).getByRole("tab", { name: "Iframe", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Width" }).fill("wide");
  await dialog(page).getByRole("alert").getByText("A width is a number of pixels such as 500, or 100%, not “wide”.").waitFor();
  assert.equal(await text(page).count(), 0);
  await dialog(page).getByRole("textbox", { name: "Width" }).fill("640");
  await dialog(page).getByRole("img", { name: "Preview: 640 × 16:9" }).waitFor();
  assert.match(await text(page).inputValue(), /width="640"/);
});

test("a clipboard that refuses leaves the text there to be selected", async ({ open }) => {
  const prepare = (page) => page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
  });
  const page = await sharing(open, { prepare });
  await press(page, "Copy");
  await dialog(page).getByText("The browser did not let it be copied. Select it and copy it yourself.").waitFor();
  await text(page).focus();
  await page.keyboard.press("Control+a");
  const selected = await text(page).evaluate((area) => area.selectionEnd - area.selectionStart);
  assert.equal(selected, (await text(page).inputValue()).length);
});

test("the dialog has room in every window, keeps the keyboard, and gives the focus back", async ({ open }) => {
  for (const [width, height, colorScheme] of [[1280, 720, "light"], [500, 400, "dark"], [390, 844, "light"], [320, 256, "light"]]) {
    const page = await open({ width, height, colorScheme, query: LED });
    await leader(page).waitFor();
    await press(page, "Pause");
    await show(page, "Run");
    await page.getByRole("button", { name: "Share…" }).press("Enter");
    await dialog(page).waitFor();
    for (const form of FORMS) {
      const tab = dialog(page).getByRole("tab", { name: form, exact: true });
      await tab.and(dialog(page).locator(":focus")).waitFor();
      await page.keyboard.press("Enter");
      await text(page).waitFor();
      const wide = await dialog(page).evaluate((veil) => [...veil.querySelectorAll("*")].filter((it) => {
        const { left, right } = it.getBoundingClientRect();
        return left < 0 || right > innerWidth;
      }).length);
      assert.equal(wide, 0, `${form} at ${width} × ${height}`);
      if (form === "Iframe") {
        await assertAccessible(page);
        await picture(page, `share ${width} ${height}`);
      }
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Share…" }).and(page.locator(":focus")).waitFor();
  }
});
