// The recipes of docs/EMBED.md, each as its reader would paste it: into an empty page beside the site's files.
import { readFile } from "node:fs/promises";
import { assert, test } from "./harness.mjs";

const root = new URL("../../", import.meta.url);
const document = await readFile(new URL("docs/EMBED.md", root), "utf8");
const [, version] = (await readFile(new URL("Cargo.toml", root), "utf8")).match(/^version = "(.*)"$/m);

// Where the recipes say that the files are.
const FOLDER = `/raftscape/${version}/`;
const ELSEWHERE = "https://example.org/";

/// The blocks of HTML, each with the heading it stands under.
function recipes() {
  const found = [];
  let heading;
  for (const [, title, code] of document.matchAll(/^#+ ([^\n]*)$|^```html\n(.*?)^```$/gms)) {
    if (title) heading = title;
    else found.push([`${heading}${found.some(([name]) => name === heading) ? `, ${found.length}` : ""}`, code]);
  }
  return found;
}

test("every recipe names the files of this version", () => {
  const versions = document.match(/(?<=raftscape\/)\d+\.\d+\.\d+(?=\/)/g);
  // The section about versions names the next one as well.
  assert.deepEqual([...new Set(versions)].slice(0, 1), [version]);
  assert.ok(recipes().length > 10, `${recipes().length}`);
});

for (const [name, code] of recipes()) {
  test(`the recipe works as it stands: ${name}`, async ({ open }) => {
    const page = await open({
      path: FOLDER,
      file: "../../recipe.html",
      prepare: (page) => serveBeside(page, code),
    });
    const figures = await page.locator("raft-scape").count();
    const frames = await page.locator("iframe").count();
    const links = await page.locator("a:has(img)").count();
    assert.ok(figures + frames + links > 0, "it shows a figure, a frame, or a picture with a link");
    for (let number = 0; number < figures; number += 1) await isAlive(page.locator("raft-scape").nth(number), page);
    if (frames > 0) await page.frameLocator("iframe").getByRole("button", { name: /^S1, / }).waitFor();
    if (figures + frames === 0) await leads(page);
  });
}

/// Answers for the page that a recipe is pasted into, and for what its writer has put beside it.
async function serveBeside(page, code) {
  await page.route(/\/recipe\.html$/, async (route) => {
    const body = code.replaceAll(ELSEWHERE, `${new URL(route.request().url()).origin}/`);
    await route.fulfill({ contentType: "text/html; charset=utf-8", body: whole(body) });
  });
  await page.route(/\/reveal\//, (route) => {
    const name = route.request().url().split("/").at(-1);
    return route.fulfill({ path: new URL(`dist/examples/slides/reveal/${name}`, root).pathname });
  });
  await page.route(/\/(figure-8\.svg|favicon\.ico)$/, (route) =>
    route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="10"/>' }),
  );
}

const whole = (body) =>
  body.startsWith("<!doctype") ? body : `<!doctype html><html lang="en"><meta charset="utf-8"><title>A recipe</title><body>\n${body}</body></html>`;

/// A cluster comes, and does what the page asks of it.
async function isAlive(figure, page) {
  await figure.scrollIntoViewIfNeeded();
  await figure.evaluate((element) => element.load());
  await figure.getByRole("button", { name: /^S1, / }).waitFor();
  const link = page.locator("a[data-raft]");
  if ((await link.count()) > 0) await steers(page, figure);
}

async function steers(page, figure) {
  const leader = page.locator("[data-raft=leader]");
  await page.locator("a[data-raft^=seek]").click();
  await leader.filter({ hasText: /^S\d$/ }).waitFor();
  await page.locator("a[data-raft^=crash]").click();
  await figure.getByRole("button", { name: /^S\d, crashed/ }).waitFor();
}

/// The link of a picture leads to the full page.
async function leads(page) {
  await page.locator("a:has(img)").click();
  await page.locator("raft-scape, #raftscape").first().getByRole("button", { name: /^S1, / }).waitFor();
}

test("what can be asked of the element is described, and nothing else", async () => {
  const types = await readFile(new URL("www/raft-scape.d.ts", root), "utf8");
  const section = (title) => document.split(/^## /m).find((text) => text.startsWith(title));
  const rows = (title) => [...section(title).matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word));
  const within = (start) => types.slice(types.indexOf(start)).split(/^}/m)[0];
  const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const properties = [...within("export class RaftScape").matchAll(/^ {2}get (\w+)\(/gm)].map(([, name]) => name);
  const attributes = properties.filter((name) => name !== "options").map((name) => (name === "focusOn" ? "focus" : kebab(name)));
  assert.deepEqual(rows("Attributes").sort(), attributes.sort());
  const methods = [...within("export class RaftScape").matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  const described = rows("Methods").map((call) => call.replace(/\(.*/, ""));
  assert.deepEqual(described.sort(), [...new Set(methods)].filter((name) => name !== "addEventListener").sort());
  const events = [...within("export interface RaftScapeEvents").matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
  assert.deepEqual(rows("Events").sort(), events.sort());
  const [, parts] = types.match(/Parts for styles: ([^.]*)\./);
  const custom = [...types.matchAll(/`(--raft-[\w-]+)`/g)].map(([, name]) => name);
  const named = [...parts.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const styles = rows("Styles").filter((word) => /^[\w-]+$/.test(word));
  assert.deepEqual(styles.sort(), [...named, ...custom].sort());
});
