// What a reader downloads: at first, and when something is opened that loads on demand.
import { gzipSync } from "node:zlib";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { leader } from "./cluster.mjs";

const SCRIPT = "**/raftscape_script.wasm";
const DETAILS = "**/raftscape_details.wasm";

test("what the browser asks for until the first leader weighs what the first download may", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await leader(page).waitFor();
  // What most readers open loads behind what all of them see.
  const asked = [...new Set(page.requests)].filter((address) => !/_(details|shared_\d+)\.wasm$/.test(address));
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

test("what loads behind the page is asked for when a leader stands, and not before", async ({ open }) => {
  const page = await open({ query: "seed=7", unanswered: "**/raftscape_bg.wasm" });
  await page.getByText("A Raft cluster is about to start.").waitFor();
  assert.deepEqual(page.requests.filter((address) => /_(details|shared_\d+|script)\.wasm$/.test(address)), []);
  const other = await open({ query: "seed=7" });
  const details = other.waitForResponse(DETAILS);
  await leader(other).waitFor();
  await details;
});

test("without a connection a menu says so, and with one it can be tried again", async ({ open }) => {
  const page = await open({ query: "seed=7", prepare: (page) => page.route(DETAILS, offline) });
  await leader(page).waitFor();
  await failed(page, () => leader(page).click());
  await page.unroute(DETAILS);
  await leader(page).click();
  await page.getByRole("menuitem", { name: "Crash", exact: true }).waitFor();
});

test("without a connection the form for scripts says so, and with one it can be tried again", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await page.route(SCRIPT, offline);
  await failed(page, () => openForm(page));
  await page.unroute(SCRIPT);
  await openForm(page);
  assert.match(await page.getByRole("textbox", { name: "Script" }).inputValue(), /^servers 5\n/);
});

test("while the script language loads the page says how far that is, and it can be cancelled", async ({ open }) => {
  const page = await open({ query: "seed=7", prepare: slowly });
  await leader(page).waitFor();
  await openForm(page);
  await page.getByRole("status").getByText(/^Loading the script language: \d+ of 1\d\d KB$/).waitFor();
  await assertAccessible(page);
  await picture(page, "a part is being loaded");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForFunction(() => window.cancelled);
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(await page.getByRole("status").getByText("Loading").count(), 0);
  await page.evaluate(() => (window.fetch = window.fast));
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

const offline = (route) => route.abort("internetdisconnected");

/// Opens something that cannot be loaded: a sentence says so.
async function failed(page, opens) {
  await opens();
  const sentence = "This part of the page could not be loaded. Check the connection, and try again.";
  await page.getByRole("alert").getByText(sentence).waitFor();
  await assertAccessible(page);
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
}

/// The script language comes as over a slow line: half of it, and then nothing more.
async function slowly(page) {
  await page.addInitScript(() => {
    window.fast = window.fetch;
    window.fetch = async (address, wishes = {}) => {
      const response = await window.fast(address, wishes);
      if (!String(address).endsWith("_script.wasm")) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const half = new ReadableStream({
        start(stream) {
          stream.enqueue(bytes.slice(0, bytes.length / 2));
          wishes.signal.addEventListener("abort", () => {
            window.cancelled = true;
            stream.error(wishes.signal.reason);
          });
        },
      });
      return new Response(half);
    };
  });
}

const openForm = (page) => page.getByRole("button", { name: "Script…" }).click();

/// The bytes of a file after gzip, as a server that compresses well sends them.
async function weight(page, address) {
  const response = await page.request.get(address);
  return gzipSync(await response.body(), { level: 9 }).length;
}
