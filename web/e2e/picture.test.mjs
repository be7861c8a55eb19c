// Pictures of the views, as files of their own: what they hold, that nothing in them needs the page, and that they look like it.
import { readFile } from "node:fs/promises";
import { LED, SERVERS, act, entries, leader, leaderId, server, show } from "./cluster.mjs";
import { assert, assertAccessible, test } from "./harness.mjs";
import { savePicture } from "./pictures.mjs";

const VIEWS = { stage: ".scene", logs: ".l-scroll" };

for (const colorScheme of ["light", "dark"]) {
  test(`stage and logs are saved as pictures that stand alone, in light colours: ${colorScheme}`, async ({ open }) => {
    const page = await open({ height: 720, colorScheme, query: "seed=7" });
    await prepare(page);
    const light = await lightColours();
    for (const view of Object.keys(VIEWS)) {
      const { name, text } = await savePicture(page, view);
      assert.equal(name, `raftscape-${view}.svg`);
      const picture = await read(page, text);
      assert.equal(picture.mistake, undefined);
      assert.deepEqual(picture.named, ["title", "desc"]);
      assert.match(picture.about, new RegExp(`^Raftscape: the ${view} Seed 7, at [\\d.]+ ms\\. S1.*: term 1, log to \\d+, commit \\d+\\.`));
      for (const id of SERVERS) assert.ok(picture.words.includes(id), `${view}: ${id} in ${picture.words}`);
      const terms = picture.words.filter((word) => word === (view === "stage" ? "term 1" : "1"));
      assert.ok(terms.length >= SERVERS.length, `${view}: ${picture.words}`);
      assert.deepEqual(picture.fontless, [], "each text has a font and a size");
      assert.deepEqual([...picture.fonts].filter((font) => !/sans-serif$|monospace$/.test(font)), []);
      assert.deepEqual(picture.colours.filter((colour) => !light.has(colour)), [], `${view} has colours that are not light`);
      assert.deepEqual(picture.elsewhere, [], "all that is referred to is in it");
      assert.doesNotMatch(text, /var\(|class=|style=|foreignObject|<script|<style|rgb\(|NaN|undefined/);
    }
    assert.equal(await page.locator("#raftscape").getAttribute("theme"), null);
    await assertAccessible(page);
  });
}

test("a picture looks like the view, wherever it is shown", async ({ open }) => {
  const page = await open({ height: 720, query: "seed=7" });
  await prepare(page);
  // The focus would be seen on the page, and a bar by which it is scrolled.
  for (const [view, selector] of Object.entries(VIEWS)) {
    const { text } = await savePicture(page, view);
    await page.locator("#raftscape .time").click();
    const shown = await page.locator(`#raftscape ${selector}`).screenshot();
    const { differs, inked } = await compare(page, text, shown.toString("base64"));
    assert.ok(inked > 0.02, `${view}: ${inked} of the picture has something on it`);
    assert.ok(differs < 0.005, `${view}: ${differs} of the picture differs from the page`);
  }
});

test("where a view has no room for its menu, the page's menu leads there", async ({ open }) => {
  const page = await open({ width: 390, height: 844, query: LED });
  await leader(page).waitFor();
  const offers = async () => {
    await page.getByRole("button", { name: "More" }).click();
    return page.getByRole("menuitem", { name: /^Picture of/ }).allInnerTexts();
  };
  assert.deepEqual(await offers(), ["Picture of the stage"]);
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Picture of the stage" }).click();
  await page.getByRole("menuitem", { name: "Save as SVG" }).click();
  assert.equal((await download).suggestedFilename(), "raftscape-stage.svg");
  await show(page, "Logs");
  assert.deepEqual(await offers(), ["Picture of the stage", "Picture of the logs"]);
});

test("by keyboard, and under a strict content policy, a picture is saved and the focus goes back", async ({ open }) => {
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";
  const page = await open({ height: 720, query: LED, headers: { "content-security-policy": policy } });
  await leader(page).waitFor();
  const button = page.getByRole("button", { name: "Picture of the logs" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Save as SVG" }).and(page.locator(":focus")).waitFor();
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match(await readFile(await (await download).path(), "utf8"), /^<svg /);
  await button.and(page.locator(":focus")).waitFor();
});

/// A run with all that looks different: entries of all kinds, a crashed server, something selected.
async function prepare(page) {
  const id = await leaderId(page);
  await entries(page, id, "applied").first().waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const other = SERVERS.find((server) => server !== id);
  await act(page, server(page, other), "Crash");
  await entries(page, id).first().click();
}

/// The colours of the light page, all of which stand in one place.
async function lightColours() {
  const sheet = await readFile(new URL("../../www/css/tokens.css", import.meta.url), "utf8");
  const light = sheet.slice(0, sheet.indexOf("@media"));
  const long = (colour) => (colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour);
  return new Set(light.match(/#[0-9a-f]{3,6}\b/g).map(long));
}

/// What a reader of XML finds in a picture.
function read(page, text) {
  return page.evaluate((text) => {
    const picture = new DOMParser().parseFromString(text, "image/svg+xml");
    const all = [...picture.querySelectorAll("*")];
    const texts = all.filter((element) => element.localName === "text");
    const of = (name) => all.flatMap((element) => element.getAttribute(name) ?? []);
    const paints = [...of("fill"), ...of("stroke")];
    const references = all.flatMap((element) => [...element.attributes].flatMap(({ value }) => value.match(/url\(#(.*?)\)/)?.[1] ?? []));
    return {
      mistake: picture.querySelector("parsererror")?.textContent,
      named: [...picture.documentElement.children].slice(0, 2).map((element) => element.localName),
      about: ["title", "desc"].map((name) => picture.querySelector(name).textContent).join(" "),
      words: texts.map((element) => element.textContent),
      fonts: of("font-family"),
      fontless: texts.filter((element) => !element.closest("[font-family]") || !element.getAttribute("font-size")).map((element) => element.textContent),
      colours: paints.filter((paint) => paint !== "none" && !paint.startsWith("url(")),
      elsewhere: references.filter((id) => !picture.getElementById(id)),
    };
  }, text);
}

/// Which part of a picture differs from a screenshot in more than the edges of letters, and which has something on it.
async function compare(page, text, shown) {
  const bare = await page.context().newPage();
  return bare.evaluate(
    async ([text, shown]) => {
      const drawn = async (address, [width, height] = []) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [(width ?? image.width) >> 1, (height ?? image.height) >> 1];
        const pen = canvas.getContext("2d");
        // In the middle of its margin lies what is compared.
        const [left, top] = [((width ?? image.width) - image.width) / 4, ((height ?? image.height) - image.height) / 4];
        pen.drawImage(image, left, top, image.width / 2, image.height / 2);
        return { size: [image.width, image.height], data: pen.getImageData(0, 0, canvas.width, canvas.height).data };
      };
      const page = await drawn(`data:image/png;base64,${shown}`);
      const picture = await drawn(`data:image/svg+xml,${encodeURIComponent(text)}`, page.size);
      const count = page.data.length / 4;
      let [differ, inked] = [0, 0];
      for (let at = 0; at < page.data.length; at += 4) {
        const apart = (other) => Math.max(...[0, 1, 2].map((part) => Math.abs(picture.data[at + part] - other(part))));
        if (apart((part) => page.data[at + part]) > 96) differ += 1;
        if (apart((part) => picture.data[part]) > 24) inked += 1;
      }
      return { differs: differ / count, inked: inked / count };
    },
    [text, shown],
  );
}
