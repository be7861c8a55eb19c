// What every page test needs: pages that report their own mistakes, pictures, an accessibility scan. A test fails on
// any error in the console and on any request that leaves the site.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPage, packages } from "./browser.mjs";

const axe = packages.resolve("axe-core/axe.min.js");
const pictures = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

// Long enough for a busy machine; a test that needs it has failed.
const TEST_LIMIT = 240_000;

export { assert };

/// All tests of the files read so far, to be run together.
export const tests = [];

/// A test whose body gets `open`, by which it opens pages; see `openPage` for what may be asked of one.
export function test(name, body) {
  tests.push({ name, timeout: TEST_LIMIT, body: () => watched(name, body) });
}

async function watched(name, body) {
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
}

/// What went wrong in the page is often why the test did not see what it waited for.
function withMistakes(error, pages) {
  const mistakes = pages.flatMap((page) => page.mistakes);
  if (mistakes.length === 0) return error;
  return new Error(`${error.message}\nmeanwhile the page made mistakes:\n${mistakes.join("\n")}`, { cause: error });
}

/// Saves what the page shows into target/screenshots, under this name.
export async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  const file = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.png`;
  await page.screenshot({ path: join(pictures, file) });
}

/// Fails if axe finds anything that keeps people out, inside shadow roots as well, but for rules that are named.
export async function assertAccessible(page, { besides = [] } = {}) {
  // As a reader's tool would come in, whatever the page's own policy allows.
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.filter(({ id }) => !besides.includes(id)).flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.flat().join(" > ")}: ${failureSummary}`),
  );
  assert.deepEqual(found, [], "an accessibility scan found something");
}
