// Runs tests in one process, so that they share one browser: of the files named on the command line those tests whose
// name contains the first argument. Three at a time, since most of a test is waiting for a cluster.
import { after, describe, test } from "node:test";
import { close } from "./browser.mjs";
import { tests } from "./harness.mjs";

const [piece, ...files] = process.argv.slice(2);
for (const file of files) await import(`./${file}`);
const wanted = tests.filter(({ name }) => name.includes(piece));

describe("the page", { concurrency: 3 }, () => {
  after(close);
  for (const { name, body, timeout } of wanted) test(name, { timeout }, body);
});
