// Saves the pictures in docs/pictures, as a reader of the page does: of one seed, at one moment. Tests save theirs in the same way.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { close, openPage } from "./browser.mjs";
import { leader } from "./cluster.mjs";

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

/// Saves a picture of a view: under which name, and what stands in it.
export async function savePicture(page, view) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: `Picture of the ${view}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Save as SVG", exact: true }).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), text: await readFile(await saved.path(), "utf8") };
}

/// After the first commit: the leader has a client's command, and the others acknowledge it.
const STEPS = 30;

async function savePictures() {
  // Nothing moves by itself, and a step has ended when the key is released.
  const page = await openPage({ width: 1280, height: 720, reducedMotion: "reduce", query: "seed=7" });
  await page.keyboard.press("Shift+ArrowRight");
  await leader(page).waitFor();
  for (let step = 0; step < STEPS; step += 1) await page.keyboard.press("ArrowRight");
  await mkdir(folder, { recursive: true });
  for (const view of ["stage", "logs"]) {
    const { text } = await savePicture(page, view);
    const opening = `<!-- The ${view} of the page at one moment, saved by \`cargo xtask pictures\`. -->\n`;
    await writeFile(`${folder}${view}.svg`, opening + text);
    console.log(`docs/pictures/${view}.svg`);
  }
  await close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await savePictures();
