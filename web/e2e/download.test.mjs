// What a reader downloads: at first, and when something is opened that loads on demand.
import { gzipSync } from "node:zlib";
import { assert, assertAccessible, test } from "./harness.mjs";
import { leader } from "./cluster.mjs";

const PART = "**/raftscape_script.wasm";

test("what the browser asks for until the first leader weighs what the first download may", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await leader(page).waitFor();
  const asked = [...new Set(page.requests)];
  const weights = await Promise.all(asked.map((address) => weight(page, address)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { RAFTSCAPE_BUDGET: budget } = process.env;
  assert.ok(asked.length >= 6, `it asked for ${asked}`);
  assert.ok(total <= Number(budget), `${total} bytes of gzip, and ${budget} in the budget: ${asked}`);
  assert.deepEqual(asked.filter((address) => address.includes("_script")), []);
});

test("the script language loads when its form is opened, once", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  for (let turn = 0; turn < 2; turn++) {
    await openForm(page);
    await page.getByRole("textbox", { name: "Script" }).waitFor();
    await page.keyboard.press("Escape");
  }
  assert.equal(page.requests.filter((address) => address.includes("_script")).length, 1);
});

test("without a connection the form for scripts says so, and with one it can be tried again", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.route(PART, (route) => route.abort("internetdisconnected"));
  await openForm(page);
  await page.getByRole("alert").getByText("The script language could not be loaded: please check the connection.").waitFor();
  await assertAccessible(page);
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
  await page.unroute(PART);
  await page.getByRole("button", { name: "Try again" }).click();
  assert.match(await page.getByRole("textbox", { name: "Script" }).inputValue(), /^servers 5\n/);
});

test("while the script language loads the form says so, and can be closed", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  let arrives;
  const slow = new Promise((resolve) => (arrives = resolve));
  await page.route(PART, async (route) => {
    await slow;
    await route.continue();
  });
  await openForm(page);
  await page.getByRole("status").getByText("Loading the script language…").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  const loaded = page.waitForResponse(PART);
  arrives();
  await (await loaded).finished();
  await leader(page).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0, "what was closed stays closed");
  await openForm(page);
  await page.getByRole("textbox", { name: "Script" }).waitFor();
});

test("an embedded cluster finds the script language beside its own files", async ({ open }) => {
  const page = await open({ path: "/deep/down/", types: { ".wasm": "application/octet-stream" }, query: "seed=7" });
  await leader(page).waitFor();
  // As on a page of another folder; its icon stays where it is.
  await page.evaluate(() => {
    for (const icon of document.querySelectorAll("link[rel=icon]")) icon.href = icon.href;
    history.replaceState(null, "", "/elsewhere/page.html");
  });
  await openForm(page);
  await page.getByRole("textbox", { name: "Script" }).waitFor();
  assert.match(page.requests.at(-1), /\/deep\/down\/raftscape_script\.wasm$/);
});

const openForm = (page) => page.getByRole("button", { name: "Script…" }).click();

/// The bytes of a file after gzip, as a server that compresses well sends them.
async function weight(page, address) {
  const response = await page.request.get(address);
  return gzipSync(await response.body(), { level: 9 }).length;
}
