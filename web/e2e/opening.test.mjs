// The page opens: on any host, under any path, in every way of looking at it.
import { leader } from "./cluster.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";

test("the page opens and puts the app in the place of its first paint", async ({ open }) => {
  const page = await open();
  await mounted(page);
  assert.equal(await page.locator(".shell").count(), 0);
  await picture(page, "opening light");
});

test("the page opens under a path of its own", async ({ open }) => {
  const page = await open({ path: "/courses/raft/" });
  await mounted(page);
  assert.ok(page.requests.every((address) => new URL(address).pathname.startsWith("/courses/raft/")));
});

test("the page opens when the server does not know WebAssembly's type", async ({ open }) => {
  for (const type of ["application/octet-stream", "text/plain"]) {
    await mounted(await open({ types: { ".wasm": type } }));
  }
});

test("everything is asked for once, and from the site alone", async ({ open }) => {
  const page = await open();
  await mounted(page);
  // The browser may ask for the icon again when the address names the run.
  const asked = page.requests.filter((address) => !address.endsWith("/favicon.svg"));
  assert.equal(new Set(asked).size, asked.length, asked.join("\n"));
  assert.ok(page.requests.some((address) => address.endsWith("/raftscape_bg.wasm")));
});

test("an address may ask for what an attribute may, and what there is not is said", async ({ open }) => {
  const page = await open({ query: "seed=7&start-at=leader" });
  await leader(page, "1").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  const other = await open({ query: "seed=7&begin-at=leader" });
  await other.getByRole("alert").getByText("There is no option “beginAt”; there are").waitFor();
  await leader(other).waitFor();
});

test("the full page opens a file that its address names, and says what is wrong with one", async ({ open }) => {
  const files = (page) => page.route("**/lesson.raft", (route) => route.fulfill({ contentType: "text/plain", body: "servers 3\nseed 7\nuntil leader\n" }));
  const page = await open({ query: "src=./lesson.raft&start-at=leader", prepare: files });
  await leader(page).waitFor();
  await page.getByText("three servers").first().waitFor();
  const other = await open({ query: "src=./nothing.raft" });
  await other.getByRole("alert").getByText("“nothing.raft” is not there: its server answers 404.").waitFor();
  await leader(other).waitFor();
  other.mistakes.length = 0;
});

test("a reader without JavaScript reads what is missing", async ({ open }) => {
  const page = await open({ javaScript: false, width: 500, height: 400 });
  const notice = page.locator("noscript p");
  await notice.waitFor();
  assert.match(await notice.innerText(), /needs JavaScript and WebAssembly/);
  assert.equal(await page.getByText("about to start").isVisible(), false);
  await picture(page, "opening without JavaScript");
});

test("the first paint does not wait for the WebAssembly, in both colour schemes", async ({ open }) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open({ colorScheme, unanswered: "**/*.wasm" });
    await page.getByRole("heading", { name: "Raftscape" }).waitFor();
    await page.getByText("A Raft cluster is about to start.").waitFor();
    await picture(page, `first paint ${colorScheme}`);
  }
});

test("an accessibility scan finds nothing", async ({ open }) => {
  const page = await open();
  await mounted(page);
  await assertAccessible(page);
});

/// Waits until the app has replaced the first paint.
async function mounted(page) {
  await page.locator("#raftscape:not(:has(.shell))").waitFor();
}
