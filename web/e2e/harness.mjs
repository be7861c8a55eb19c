// What every page test needs: a browser, the built site, pages that report their own mistakes, pictures, an
// accessibility scan. A test fails on any error in the console and on any request that leaves the site.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import nodeTest, { after } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";

const { RAFTSCAPE_CHROMIUM, RAFTSCAPE_NODE_MODULES } = process.env;
if (!RAFTSCAPE_CHROMIUM || !RAFTSCAPE_NODE_MODULES) {
  throw new Error("please run the page tests with `cargo xtask test e2e`, which finds a browser and its driver");
}

const packages = createRequire(join(RAFTSCAPE_NODE_MODULES, "..", "package.json"));
const { chromium } = packages("playwright-core");
const axe = packages.resolve("axe-core/axe.min.js");
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const pictures = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

// Long enough for a busy machine; a test that needs it has failed.
const PATIENCE = 20_000;
const TEST_LIMIT = 120_000;

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// The browser shows `noscript` to a sandboxed page, as to a reader who has switched scripting off.
const SCRIPTLESS = { "content-security-policy": "sandbox" };

const browser = await chromium.launch({ executablePath: RAFTSCAPE_CHROMIUM, args: QUIET });
const sites = new Map();

after(async () => {
  await browser.close();
  for (const site of sites.values()) await site.close();
});

export { assert };

/// A test whose body gets `open`, by which it opens pages; see `openPage` for what may be asked of one.
export function test(name, body) {
  nodeTest(name, { timeout: TEST_LIMIT }, async () => {
    const opened = [];
    const open = async (wishes) => {
      const page = await openPage(wishes);
      opened.push(page);
      return page;
    };
    try {
      await body({ open });
    } catch (error) {
      for (const [index, page] of opened.entries()) await picture(page, `failed ${name} ${index + 1}`);
      throw withMistakes(error, opened);
    } finally {
      for (const page of opened) await page.context().close();
    }
    for (const page of opened) assert.deepEqual(page.mistakes, [], "the page made mistakes");
  });
}

/// What went wrong in the page is often why the test did not see what it waited for.
function withMistakes(error, pages) {
  const mistakes = pages.flatMap((page) => page.mistakes);
  if (mistakes.length === 0) return error;
  return new Error(`${error.message}\nmeanwhile the page made mistakes:\n${mistakes.join("\n")}`, { cause: error });
}

/// Opens the built page. What may be asked:
/// `width`, `height`: of the window, in CSS pixels;
/// `colorScheme` ("light", "dark"), `reducedMotion` ("reduce", "no-preference"), `touch`, `javaScript`: the reader's side;
/// `query`: what follows the `?` of the address;
/// `slowdown`: how many times slower the processor is to run the page;
/// `path`, `types`: where the server puts the site, and content types it gets wrong;
/// `unanswered`: a pattern of addresses that the server never answers.
/// The page has two fields of its own: `mistakes`, what it did wrong so far, and `requests`, the addresses it asked for.
async function openPage(wishes = {}) {
  const { width = 1280, height = 800, colorScheme = "light", reducedMotion = "no-preference" } = wishes;
  const { touch = false, javaScript = true, query = "", slowdown = 1, path = "/", types = {}, unanswered } = wishes;
  const site = await siteAt({ path, types, headers: javaScript ? {} : SCRIPTLESS });
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    hasTouch: touch,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  watch(page, new URL(site.url).origin, javaScript);
  if (slowdown > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  }
  if (unanswered) await page.route(unanswered, () => {});
  await page.goto(query ? `${site.url}?${query}` : site.url, { waitUntil: unanswered ? "commit" : "load" });
  return page;
}

async function siteAt(how) {
  const key = JSON.stringify(how);
  if (!sites.has(key)) sites.set(key, await serve(dist, how));
  return sites.get(key);
}

function watch(page, origin, javaScript) {
  page.mistakes = [];
  page.requests = [];
  page.on("console", (line) => {
    // A browser without scripting says of each script that it did not run it.
    if (line.type() === "error" && javaScript) page.mistakes.push(`console: ${line.text()}`);
  });
  page.on("pageerror", (error) => page.mistakes.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const address = request.url();
    page.requests.push(address);
    const local = ["data:", "blob:"].some((kind) => address.startsWith(kind));
    if (!local && new URL(address).origin !== origin) page.mistakes.push(`left the site: ${address}`);
  });
}

/// Saves what the page shows into target/screenshots, under this name.
export async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  const file = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.png`;
  await page.screenshot({ path: join(pictures, file) });
}

/// Fails if axe finds anything that keeps people out, inside shadow roots as well.
export async function assertAccessible(page) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.flat().join(" > ")}: ${failureSummary}`),
  );
  assert.deepEqual(found, [], "an accessibility scan found something");
}
