// A browser with the built site in it, and pages that note their own mistakes.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";

const { RAFTSCAPE_CHROMIUM, RAFTSCAPE_NODE_MODULES } = process.env;
if (!RAFTSCAPE_CHROMIUM || !RAFTSCAPE_NODE_MODULES) {
  throw new Error("please run this with `cargo xtask test e2e` or `cargo xtask bench`, which find a browser and its driver");
}

/// Finds what npm installed.
export const packages = createRequire(join(RAFTSCAPE_NODE_MODULES, "..", "package.json"));

const { chromium } = packages("playwright-core");
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

// Long enough for a busy machine; a test that waits that long has failed.
const PATIENCE = 40_000;

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

/// The browser.
export const browser = await chromium.launch({ executablePath: RAFTSCAPE_CHROMIUM, args: QUIET });
// Servers on their way, so that two pages that open at once share one.
const sites = new Map();

/// Closes the browser and the servers.
export async function close() {
  await browser.close();
  for (const site of sites.values()) await (await site).close();
}

/// Opens the built page. What may be asked:
/// `width`, `height`: of the window, in CSS pixels;
/// `colorScheme` ("light", "dark"), `reducedMotion` ("reduce", "no-preference"), `touch`, `javaScript`: the reader's side;
/// `file`, `query`: which file of the site, unless its front page, and what follows the `?` of the address;
/// `slowdown`: how many times slower the processor is to run the page;
/// `path`, `types`, `headers`: where the server puts the site, content types it gets wrong, and what it answers besides;
/// `folder`: which folder that is, unless the built site;
/// `unanswered`: a pattern of addresses that the server never answers;
/// `prepare`: what is done to the page before it is opened.
/// The page has two fields of its own: `mistakes`, what it did wrong so far, and `requests`, the addresses it asked for.
export async function openPage(wishes = {}) {
  const { width = 1280, height = 800, colorScheme = "light", reducedMotion = "no-preference" } = wishes;
  const { touch = false, javaScript = true, query = "", slowdown = 1, path = "/", types = {}, unanswered } = wishes;
  const { headers = javaScript ? {} : SCRIPTLESS } = wishes;
  const { folder = dist, file = "" } = wishes;
  const site = await siteAt(folder, { path, types, headers });
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
  await wishes.prepare?.(page);
  await page.goto(`${site.url}${file}${query && `?${query}`}`, { waitUntil: unanswered ? "commit" : "load" });
  return page;
}

function siteAt(folder, how) {
  const key = JSON.stringify([folder, how]);
  if (!sites.has(key)) sites.set(key, serve(folder, how));
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
    const local = ["data:", "blob:", "file:"].some((kind) => address.startsWith(kind));
    if (!local && new URL(address).origin !== origin) page.mistakes.push(`left the site: ${address}`);
  });
}
