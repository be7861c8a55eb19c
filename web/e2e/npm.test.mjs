// The package for npm, used with a packer and without.
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { packages } from "./browser.mjs";
import { assert, picture, test } from "./harness.mjs";
import { act, leader, server } from "./cluster.mjs";

const target = fileURLToPath(new URL("../../target/", import.meta.url));
const made = join(target, "npm/raftscape");

const FIGURE = '<raft-scape seed="7" autoplay controls="full" caption="A leader is elected" style="height: 700px"></raft-scape>';

test("the package holds what the element needs, and runs nothing when it is installed", async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--offline"], { cwd: made });
  const [{ name, files }] = JSON.parse(stdout);
  assert.equal(name, "raftscape");
  const packed = files.map(({ path }) => path);
  const about = JSON.parse(await readFile(join(made, "package.json"), "utf8"));
  assert.deepEqual(packed.toSorted(), [...about.files, "README.md", "package.json"].toSorted());
  const { types, default: module } = about.exports["."];
  for (const file of [types, module, "./raftscape.js", "./raftscape_bg.wasm", "./raftscape_script.wasm", "./raftscape_worker.js", "./LICENSE-MIT"]) {
    assert.ok(packed.includes(file.slice(2)), file);
  }
  assert.equal(about.scripts, undefined);
});

test("the package can be imported where there is no page", async () => {
  const { RaftScape } = await import(pathToFileURL(join(made, "raft-scape.js")).href);
  assert.ok(RaftScape.observedAttributes.includes("scenario"));
});

test("the package works without a packer", async ({ open }) => {
  const folder = await site("plain", '<script type="module" src="./raftscape/raft-scape.js"></script>');
  await cp(made, join(folder, "raftscape"), { recursive: true });
  const page = await open({ folder, path: "/some/where/" });
  await use(page);
  assert.ok(page.requests.some((address) => address.endsWith("/some/where/raftscape/raftscape_script.wasm")));
});

test("the package works when Vite has packed it", async ({ open }) => {
  const root = await site("vite", '<script type="module" src="./main.js"></script>');
  await writeFile(join(root, "main.js"), 'import "raftscape";\n');
  await mkdir(join(root, "node_modules"));
  await symlink(made, join(root, "node_modules/raftscape"));
  const warnings = [];
  const { build } = await import(pathToFileURL(packages.resolve("vite")).href);
  const noted = (words) => warnings.push(words);
  await build({
    root,
    base: "./",
    configFile: false,
    customLogger: { info() {}, warn: noted, warnOnce: noted, error: noted, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false },
  });
  assert.deepEqual(warnings, []);
  const page = await open({ folder: join(root, "dist"), path: "/some/where/" });
  await use(page);
  await picture(page, "packed by Vite");
});

/// A folder with a page of another author, who has put this into its head.
async function site(name, head) {
  const folder = join(target, "npm", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>An article</title>${head}<h1>An article</h1>${FIGURE}</html>\n`;
  await writeFile(join(folder, "index.html"), page);
  return folder;
}

/// A leader is seen and crashed, and what loads on demand, and the worker, are found.
async function use(page) {
  await leader(page).waitFor();
  const id = await page.evaluate(() => document.querySelector("raft-scape").getState().then((state) => state.leader));
  await act(page, server(page, id), "Crash");
  await page.getByRole("button", { name: new RegExp(`^${id}, crashed`) }).waitFor();
  const link = await page.evaluate(() => document.querySelector("raft-scape").toLink());
  assert.match(link, /\/some\/where\/.*#run=/);
  const worker = page.waitForEvent("worker");
  await page.getByRole("button", { name: "Script…" }).click();
  await page.getByRole("textbox", { name: "Script" }).fill("servers 3\nseed 2\nuntil leader\nexpect checks hold\n");
  await page.getByRole("button", { name: "Check it" }).click();
  await worker;
  await page.getByRole("status").getByText("Script finished; all expectations passed.").waitFor();
}
