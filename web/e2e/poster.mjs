// Saves a picture of one moment, for a figure to show until its cluster is there: into which file, which moment, and what the figure is.
import { writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { close, openPage } from "./browser.mjs";
import { savePicture } from "./pictures.mjs";

const [file, wish] = process.argv.slice(2);

/// Puts a figure in the place of the page's own, goes to the moment, and gives what went wrong.
async function show({ at, options }) {
  const { RaftScape } = await import("./raft-scape.js");
  const figure = new RaftScape();
  Object.assign(figure, { options, controls: "full", loading: "eager" });
  document.querySelector("raft-scape").replaceWith(figure);
  figure.id = "raftscape";
  try {
    await figure.seek(at);
  } catch (error) {
    return error.message;
  }
}

try {
  // Nothing moves by itself, so the moment stays.
  const page = await openPage({ width: 1280, height: 720, reducedMotion: "reduce", query: "seed=7" });
  const mistake = await page.evaluate(show, JSON.parse(wish));
  if (mistake) throw new Error(mistake);
  const { text } = await savePicture(page, "stage");
  await writeFile(file, text);
  console.log(`${relative(process.cwd(), file)}: ${Buffer.byteLength(text)} bytes`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await close();
}
