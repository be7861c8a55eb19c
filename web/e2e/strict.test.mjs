// Pages that allow little: a strict content policy, Trusted Types, and a file that no server gave.
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assert, picture, test } from "./harness.mjs";
import { act, leader, server } from "./cluster.mjs";

const POLICIES = {
  "a strict content policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
  "Trusted Types": "require-trusted-types-for 'script'; trusted-types 'none'",
};

for (const [name, policy] of Object.entries(POLICIES)) {
  test(`${name} allows the whole page`, async ({ open }) => {
    const page = await open({ query: "seed=7", headers: { "content-security-policy": policy } });
    await use(page);
    await picture(page, name);
    // Where no worker can be made, the browser says so once, and the frames do its work.
    const refused = page.mistakes.filter((mistake) => !mistake.includes("TrustedScriptURL"));
    assert.deepEqual(refused, []);
    assert.ok(page.mistakes.length <= 1, page.mistakes.join("\n"));
    page.mistakes.length = 0;
  });
}

test("a page of a file embeds a cluster from a server that allows it", async ({ open }) => {
  const elsewhere = await open({ headers: { "access-control-allow-origin": "*" } });
  const site = new URL(elsewhere.url());
  const file = join(tmpdir(), `raftscape-${process.pid}.html`);
  await writeFile(
    file,
    `<!doctype html><html lang="en"><title>A page of a file</title><h1>A page of a file</h1><div id="here" style="height:700px"></div>
<script type="module">
  import init, { mount } from "${site.href}raftscape.js";
  await init();
  mount(document.querySelector("#here"), { seed: 7 });
</script>`,
  );
  const page = elsewhere;
  await page.goto(pathToFileURL(file).href);
  await use(page);
});

/// What a reader does on any page: watches, acts, and opens what loads on demand.
async function use(page) {
  await leader(page).waitFor();
  // Styles hold: the stage is as large as its place.
  const stage = await page.locator(".stage").boundingBox();
  assert.ok(stage.width > 300 && stage.height > 200, JSON.stringify(stage));
  await act(page, server(page, "S2"), "Crash");
  await page.getByRole("button", { name: /^S2, crashed/ }).waitFor();
  await page.getByRole("button", { name: "Script…" }).click();
  const script = page.getByRole("textbox", { name: "Script" });
  await script.fill("servers 3\nseed 2\nuntil leader\nexpect checks hold\n");
  await page.getByRole("button", { name: "Check it" }).click();
  await page.getByRole("status").getByText("Script finished; all expectations passed.").waitFor();
  await page.getByRole("button", { name: "Play it" }).click();
  // What the reader did would be gone: the form asks first.
  await page.getByRole("button", { name: "Play it" }).click();
  await page.getByRole("alert").getByText("Script finished; all expectations passed").waitFor();
}

test("a page that forbids WebAssembly says so in a sentence", async ({ open }) => {
  const policy = "default-src 'self'; script-src 'self'; style-src 'self'";
  const page = await open({ headers: { "content-security-policy": policy } });
  await page.getByRole("alert").getByText("this page does not allow WebAssembly").waitFor();
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
});
