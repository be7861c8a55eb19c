// Pages that are one file: opened from a disk, and in a frame that may ask for nothing.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { act, leader, server } from "./cluster.mjs";

const folder = fileURLToPath(new URL("../../target/single/", import.meta.url));
const onDisk = (name) => pathToFileURL(join(folder, name)).href;

test("a file is the full page, and asks for nothing", async ({ open }) => {
  const page = await host(open);
  const asked = await opened(page, onDisk("raftscape.html"));
  await leader(page).waitFor();
  await act(page, server(page, "S2"), "Crash");
  await page.getByRole("button", { name: /^S2, crashed/ }).waitFor();
  // All parts are there, and what a worker would do is done in the page.
  await page.getByRole("button", { name: "Script…" }).click();
  await page.getByRole("textbox", { name: "Script" }).fill("servers 3\nseed 2\nuntil leader\nexpect checks hold\n");
  await page.getByRole("button", { name: "Check it" }).click();
  await page.getByRole("status").getByText("Script finished; all expectations passed.").waitFor();
  await assertAccessible(page);
  await picture(page, "a file is the full page");
  assert.deepEqual(asked(), [onDisk("raftscape.html")]);
});

test("a file plays the script in it, and a link to what it shows leads to it", async ({ open }) => {
  const page = await host(open);
  const asked = await opened(page, onDisk("split-vote.html"));
  assert.match(await page.title(), /split/i);
  await page.evaluate(() => document.querySelector("raft-scape").seek('mark "the tie is broken"'));
  await leader(page, "2").waitFor();
  const link = await page.evaluate(() => document.querySelector("raft-scape").toLink());
  assert.equal(link.split("#run=")[0], onDisk("split-vote.html"));
  await opened(page, link);
  await leader(page, "2").waitFor();
  assert.deepEqual(new Set(asked()), new Set([onDisk("split-vote.html")]));
});

test("the script in a file can be read where scripts do not run", async ({ open }) => {
  const page = await open({ javaScript: false, folder, file: "split-vote.html" });
  await page.locator("noscript p").waitFor();
  const script = page.locator("pre");
  assert.match(await script.innerText(), /^# .*\nservers \d/);
  const { height } = await script.boundingBox();
  assert.ok(height > 300, `it is ${height} high`);
  await picture(page, "the script in a file");
});

test("a frame in a sandbox shows what its address says, and asks for nothing", async ({ open }) => {
  const page = await host(open);
  const before = page.requests.length;
  const framed = await frame(page, "embed.html?scenario=split-vote&start-at=leader&caption=A+split+vote");
  await leader(framed).waitFor();
  await framed.getByText("A split vote").waitFor();
  await framed.getByRole("link", { name: "Open the full page at this moment" }).waitFor();
  await assertAccessible(page);
  await picture(page, "a frame in a sandbox");
  const asked = page.requests.slice(before).map((address) => new URL(address).pathname);
  assert.deepEqual(asked, ["/embed.html"]);
});

test("a frame fills its place, and says to the page around which height would suit it", async ({ open }) => {
  const page = await host(open);
  const framed = await frame(page, "embed.html?seed=7&autoplay", { width: 500, height: 400 });
  await leader(framed).waitFor();
  const { scrolls, stage } = await framed.locator("raft-scape").evaluate((figure) => ({
    scrolls: document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
    stage: figure.shadowRoot.querySelector("[part=stage]").clientHeight,
  }));
  assert.equal(scrolls, false);
  assert.ok(stage > 340, `the stage is ${stage} high`);
  await picture(page, "a frame of 500 × 400");
  const heights = () => page.evaluate(() => window.news.filter(({ type, subject }) => type === "raftscape:height" || subject === "lti.frameResize"));
  const [ours, theirs] = await heights();
  assert.equal(ours.height, theirs.height);
  assert.ok(ours.height >= 400 && ours.height < 460, `${ours.height}`);
  // A page that gives it this height hears nothing new; a wider frame would be higher.
  await page.evaluate((height) => (document.querySelector("iframe").style.height = `${height}px`), ours.height);
  await page.evaluate(() => (document.querySelector("iframe").style.width = "960px"));
  await page.waitForFunction(() => window.news.at(-1).height > 540);
  assert.equal((await heights()).length, 4);
});

test("the page around a frame steers it by messages, and no other does", async ({ open }) => {
  const page = await host(open);
  const framed = await frame(page, "embed.html?seed=7");
  const play = framed.getByRole("button", { name: "Play", exact: true });
  const pause = framed.getByRole("button", { name: "Pause", exact: true });
  await play.waitFor();
  await say(page, { do: "play" });
  await leader(framed).waitFor();
  await say(page, { do: "pause" });
  await play.waitFor();
  await say(page, { do: "seek", to: "start" });
  const sought = (events) => ({ type, ...heard }) => type === "raftscape:seek" && heard.events === events;
  const { events: first } = await said(page, ({ type, micros }) => type === "raftscape:seek" && micros === 0);
  await say(page, { do: "next" });
  await said(page, sought(first + 1));
  await say(page, { do: "step", count: 4 });
  await said(page, sought(first + 5));
  await say(page, { do: "previous" });
  await said(page, sought(first + 4));
  await say(page, { do: "seek", to: "somewhere" });
  await said(page, (heard) => heard.type === "raftscape:error" && heard.words.length > 10);
  // Another frame on the page is not the page around it.
  await page.evaluate(() => {
    const other = document.body.appendChild(document.createElement("iframe"));
    other.contentWindow.eval(`top.frames[0].postMessage({ type: "raftscape", do: "play" }, "*")`);
  });
  await say(page, { do: "sing" });
  await page.evaluate(() => (window.news = []));
  await say(page, { do: "next" });
  await said(page, sought(first + 5));
  assert.equal(await pause.count(), 0);
});

/// Opens an address; gives what was asked for since.
async function opened(page, address) {
  const before = page.requests.length;
  await page.goto(address);
  return () => page.requests.slice(before).filter((asked) => !/^(data|blob):/.test(asked)).map((asked) => asked.replace(/[?#].*/s, ""));
}

/// Opens a page that is the course of another author, beside our files.
function host(open) {
  const body = "<!doctype html><html lang='en'><link rel='icon' href='data:,'><title>A course</title><main><h1>A course</h1></main></html>";
  const prepare = (page) => page.route("**/course.html", (route) => route.fulfill({ contentType: "text/html", body }));
  return open({ file: "course.html", prepare });
}

/// Puts a frame into that page, as a learning system does; `window.news` is what it says.
async function frame(page, address, { width = 800, height = 450 } = {}) {
  await page.evaluate(
    ({ address, width, height }) => {
      window.news = [];
      window.onmessage = ({ data }) => window.news.push(data);
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts";
      Object.assign(frame, { src: address, title: "A Raft cluster" });
      Object.assign(frame.style, { border: 0, width: `${width}px`, height: `${height}px` });
      document.querySelector("main").append(frame);
    },
    { address, width, height },
  );
  return page.frameLocator("iframe >> nth=0");
}

const say = (page, what) =>
  page.evaluate((what) => window.frames[0].postMessage({ type: "raftscape", ...what }, "*"), what);

/// Waits until the frame has said this.
async function said(page, isIt) {
  for (let turn = 0; turn < 200; turn += 1) {
    const found = (await page.evaluate(() => window.news)).find(isIt);
    if (found) return found;
    await page.waitForTimeout(50);
  }
  assert.fail(`it did not say ${isIt}, but ${JSON.stringify(await page.evaluate(() => window.news))}`);
}
