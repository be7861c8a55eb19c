// Figures in other people's pages, with real clusters in them, used through their elements alone.
import { article } from "./article.mjs";
import { act, leader, server } from "./cluster.mjs";
import { countFrames, framesAsked } from "./frames.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { countLeft, keepMemories } from "./leaks.mjs";

const alert = (page) => page.getByRole("alert");
const time = (place) => place.getByText(/^[\d,]+\.\d ms$/);
const pause = (place) => place.getByRole("button", { name: "Pause", exact: true });

/// Calls a method of the figure with this name, and gives what it answers, or the words of its error.
const call = (page, ...what) =>
  page.evaluate(([id, method, ...words]) => {
    const answer = document.getElementById(id)[method](...words);
    return answer.catch((error) => `refused: ${error.message}`);
  }, what);

const TWO = `<raft-scape id="left" seed="1" autoplay></raft-scape><raft-scape id="right" seed="2" autoplay></raft-scape>`;

const POLICIES = {
  "a strict content policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
  "Trusted Types": "default-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

for (const [name, policy] of Object.entries(POLICIES)) {
  test(`${name} allows a figure`, async ({ open }) => {
    const page = await article(open, `<raft-scape seed="7" autoplay caption="How a leader is elected"></raft-scape>`, { policy });
    await leader(page).waitFor();
    const box = await page.getByRole("figure", { name: "How a leader is elected" }).boundingBox();
    assert.ok(box.height > 400 && box.width > 600, JSON.stringify(box));
    await act(page, server(page, "S2"), "Crash");
    await server(page, "S2").and(page.getByRole("button", { name: /crashed/ })).waitFor();
    await picture(page, `a figure under ${name}`);
  });
}

test("ten figures fetch the module once, and only those in sight go on", async ({ open }) => {
  const figure = (at) => `<raft-scape id="f${at}" seed="${at}" autoplay loading="eager" style="margin-bottom: 900px"></raft-scape>`;
  const figures = Array.from({ length: 10 }, (_, at) => figure(at));
  const page = await article(open, figures.join(""));
  await leader(page.locator("#f0")).waitFor();
  const last = page.locator("#f9");
  const before = await time(last).innerText();
  await page.waitForLoadState("networkidle");
  const asked = page.requests.filter((address) => /\.(wasm|m?js)$/.test(address));
  assert.equal(new Set(asked).size, asked.length, asked.join("\n"));
  assert.equal(await time(last).innerText(), before);
  await last.scrollIntoViewIfNeeded();
  await leader(last).waitFor();
  const first = await time(page.locator("#f0")).innerText();
  await countFrames(page);
  await framesAsked(page);
  assert.equal(await time(page.locator("#f0")).innerText(), first);
});

test("a figure that is hidden, out of sight or at rest asks for no frames and sets no timers", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" seed="7" autoplay></raft-scape><div style="height: 3000px"></div>`, {
    prepare: (page) =>
      page.addInitScript(() => {
        window.timers = 0;
        for (const name of ["setTimeout", "setInterval", "requestIdleCallback"]) {
          const set = window[name];
          window[name] = (...words) => ((window.timers += 1), set.apply(window, words));
        }
      }),
  });
  await leader(page).waitFor();
  await page.waitForLoadState("networkidle");
  await countFrames(page);
  assert.ok((await framesAsked(page)) > 0);
  const own = "document.getElementById('own')";
  for (const rest of [`${own}.hidden = true`, `${own}.hidden = false; scrollTo(0, 3000)`, `scrollTo(0, 0); ${own}.pause()`]) {
    await page.evaluate(rest);
    await page.evaluate(() => window.passed(5));
    await page.evaluate(() => (window.timers = 0));
    assert.equal(await framesAsked(page), 0, rest);
    assert.equal(await page.evaluate(() => window.timers), 0, rest);
  }
  await call(page, "own", "play");
  assert.ok((await framesAsked(page)) > 0);
});

test("of two figures one of which panics, the other goes on where it was", async ({ open }) => {
  const page = await article(open, `${TWO}<p id="note">Words.</p>`, { height: 2000 });
  const [left, right] = [page.locator("#left"), page.locator("#right")];
  await leader(left).waitFor();
  await leader(right).waitFor();
  await call(page, "right", "pause");
  await act(right, server(right, "S2"), "Crash");
  const before = await call(page, "right", "getState");
  const reloads = page.requests.length;
  // What the browser never does: it refuses to put anything into the left one.
  await page.evaluate(() => {
    const insert = Node.prototype.insertBefore;
    Node.prototype.insertBefore = function (...what) {
      if (this.getRootNode().host?.getRootNode().host?.id === "left") throw new Error("no more elements");
      return insert.apply(this, what);
    };
  });
  await left.getByRole("heading", { name: "Raftscape has stopped" }).waitFor();
  await server(right, "S2").and(right.getByRole("button", { name: /crashed/ })).waitFor();
  assert.deepEqual(await call(page, "right", "getState"), before);
  assert.match(await call(page, "left", "toLink"), /^refused: Raftscape has stopped/);
  await call(page, "right", "act", "restart S2");
  await call(page, "right", "play");
  assert.equal(await page.locator("#note").innerText(), "Words.");
  assert.deepEqual(page.requests.slice(reloads).filter((address) => address.endsWith("_bg.wasm")), []);
  await picture(page, "one figure of two panicked");
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
});

test("keys work in the figure that was touched last, and in no other", async ({ open }) => {
  const page = await article(open, TWO, { height: 2000 });
  const [left, right] = [page.locator("#left"), page.locator("#right")];
  await leader(left).waitFor();
  await leader(right).waitFor();
  const playing = async () => [await pause(left).count(), await pause(right).count()];
  await page.keyboard.press(".");
  assert.deepEqual(await playing(), [1, 1]);
  await left.getByRole("group", { name: "Stage" }).click({ position: { x: 5, y: 300 } });
  await page.keyboard.press(".");
  assert.deepEqual(await playing(), [0, 1]);
  await right.getByRole("group", { name: "Stage" }).click({ position: { x: 5, y: 300 } });
  await page.keyboard.press("Space");
  assert.deepEqual(await playing(), [0, 0]);
});

test("what a figure takes of the keyboard stays with it, and what means nothing there goes on", async ({ open }) => {
  const page = await article(open, `<dialog><button>Own</button><raft-scape id="own" seed="7" loading="eager"></raft-scape></dialog>`);
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("keydown", ({ key }) => window.heard.push(key));
    document.querySelector("dialog").showModal();
  });
  await server(page, "S2").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("q");
  assert.deepEqual(await page.evaluate(() => window.heard), ["q"]);
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  assert.equal(await page.locator("dialog[open]").count(), 1, "it closed the menu");
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
});

test("keys of the whole document leave to the page what it has the focus on", async ({ open }) => {
  const body = `<button onclick="window.pressed = true">Own</button><details><summary>More</summary>Words</details><dialog>Words</dialog>
    <raft-scape id="own" seed="7" loading="eager" keys="document"></raft-scape>`;
  const page = await article(open, body);
  await page.getByRole("group", { name: "Stage" }).click({ position: { x: 5, y: 5 } });
  await page.getByRole("button", { name: "Own" }).focus();
  await page.keyboard.press(" ");
  await page.waitForFunction(() => window.pressed);
  await page.locator("summary").focus();
  await page.keyboard.press(" ");
  await page.locator("details[open]").waitFor();
  assert.equal(await pause(page).count(), 0, "time stands");
  await page.evaluate(() => document.querySelector("dialog").showModal());
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press(" ");
  await pause(page).waitFor();
});

test("another way of taking keys leaves the run as it is, and the link to the full page has the moment in it", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" seed="7" start-at="leader" loading="eager"></raft-scape>`);
  await leader(page).waitFor();
  await call(page, "own", "act", "crash leader");
  const { events } = await call(page, "own", "getState");
  await page.evaluate(() => (document.getElementById("own").keys = "document"));
  assert.equal((await call(page, "own", "getState")).events, events);
  const link = page.getByRole("link", { name: "Open the full page at this moment" });
  await link.hover();
  await page.waitForFunction(() => document.getElementById("own").shadowRoot.querySelector("[part=link]").hash.startsWith("#run="));
  const opened = await open({ query: "" });
  await opened.goto(await link.getAttribute("href"));
  await server(opened, "S\\d").and(opened.getByRole("button", { name: /crashed/ })).waitFor();
});

test("a figure that was asked nothing else gives its link, opens that of another one, and goes on", async ({ open }) => {
  const page = await article(open, `<raft-scape id="left" seed="1"></raft-scape><raft-scape id="right" seed="2"></raft-scape>`, { height: 2000 });
  const link = await call(page, "left", "toLink");
  const ready = page.evaluate(() => new Promise((done) => document.getElementById("right").addEventListener("ready", ({ detail }) => detail.seed === "1" && done(detail))));
  await call(page, "right", "load");
  for (let time = 0; time < 2; time += 1) assert.equal(await call(page, "right", "open", link), undefined);
  assert.deepEqual(await ready, { version: 1, servers: 5, seed: "1" });
  assert.equal((await call(page, "right", "getState")).seed, "1");
  assert.match(await call(page, "right", "open", "#run=AAAA"), /^refused: /);
  await call(page, "right", "step", 2);
  assert.ok((await call(page, "right", "getState")).events > (await call(page, "left", "getState")).events);
  await page.locator("#left").getByRole("link", { name: "Open the full page" }).hover();
  await page.waitForFunction(() => document.getElementById("left").shadowRoot.querySelector("[part=link]").hash.startsWith("#run="));
  await call(page, "left", "play");
});

test("keys of a document belong to the figure that asks for them", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" seed="1" autoplay keys="document"></raft-scape>`);
  await leader(page).waitFor();
  await page.keyboard.press(".");
  assert.equal(await pause(page).count(), 0);
  // The address is the page's own.
  assert.equal(new URL(page.url()).search, "");
});

test("prose steers a figure and shows what is in it", async ({ open }) => {
  const page = await article(
    open,
    `<p>Once <a href="#own" data-raft="seek leader">there is a leader</a>, <a href="#own" data-raft="crash leader">crash it</a>,
     and <a href="#own" data-raft="crash S99">what is not there</a>.
     The term of S1 is <b data-raft="term of S1" data-raft-for="own">not known</b>.</p>
     <raft-scape id="own" seed="7"></raft-scape>`,
    { height: 1000 },
  );
  await page.getByText("The term of S1 is 0.").waitFor();
  await page.getByRole("link", { name: "there is a leader" }).click();
  await leader(page).waitFor();
  await page.getByText("The term of S1 is 1.").waitFor();
  await page.getByRole("link", { name: "crash it" }).click();
  await page.getByRole("button", { name: /^S\d, crashed/ }).waitFor();
  await page.getByRole("link", { name: "what is not there" }).click();
  await alert(page).filter({ hasText: "S99" }).waitFor();
  await picture(page, "prose that steers");
});

test("who holds a figure acts, asks, and takes a link to the full page with it", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" seed="7" servers="3" caption="Three servers"></raft-scape>`);
  await call(page, "own", "seek", "leader");
  const state = await call(page, "own", "getState");
  assert.equal(state.version, 1);
  assert.equal(state.seed, "7");
  assert.equal(state.servers.length, 3);
  const lead = state.leader;
  assert.match(lead, /^S\d$/);
  await call(page, "own", "act", `crash ${lead}`);
  assert.equal((await call(page, "own", "getState")).leader, null);
  assert.match(await call(page, "own", "act", "crash S9"), /^refused: /);
  const script = await call(page, "own", "toScript");
  assert.match(script, /^servers 3\n/m);
  assert.match(script, new RegExp(`^crash ${lead}$`, "m"));
  const opening = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Open the full page at this moment" }).click();
  const other = await opening;
  await other.waitForURL(/#run=/);
  assert.equal(other.url(), await call(page, "own", "toLink"));
});

test("a figure that comes back into the page shows the run that it had", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" seed="7" autoplay></raft-scape>`);
  await leader(page).waitFor();
  await call(page, "own", "pause");
  await call(page, "own", "act", "crash S2");
  const before = await call(page, "own", "getState");
  await page.evaluate(async () => {
    const own = document.getElementById("own");
    own.remove();
    await new Promise((done) => setTimeout(done, 200));
    document.querySelector("main").append(own);
  });
  await server(page, "S2").and(page.getByRole("button", { name: /crashed/ })).waitFor();
  assert.deepEqual(await call(page, "own", "getState"), before);
  assert.equal(await pause(page).count(), 0);
});

test("a figure shows the script that is written in it, and says what is wrong with another", async ({ open }) => {
  const figures = `<raft-scape id="own">servers 3\nseed 7\nuntil leader\nsay "A leader."\n</raft-scape>
    <raft-scape id="broken">servers 3\nsead 7\n</raft-scape>`;
  const page = await article(open, figures, { height: 2000 });
  await page.locator("#own").getByRole("button", { name: /^S3, / }).waitFor();
  assert.equal((await call(page, "own", "getState")).servers.length, 3);
  await alert(page.locator("#broken")).getByText(/Expected a command, found `sead`/).waitFor();
  assert.ok(await page.locator("#broken").getByText("sead 7").first().isVisible());
  await picture(page, "a broken script in a figure");
});

test("a part that does not come is one sentence in the box, and is asked for again", async ({ open }) => {
  const prepare = (page) => page.route("**/raftscape_details.wasm", (route) => route.abort());
  const page = await article(open, `<raft-scape id="own" seed="7" autoplay></raft-scape>`, { prepare });
  await alert(page).getByText("A part of Raftscape could not be loaded.").waitFor();
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
  await page.unroute("**/raftscape_details.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await leader(page).waitFor();
});

test("a moment that does not come is one sentence in the box and an error", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" loading="click" seed="7" start-at="term of S1 >= 1000000"></raft-scape>`);
  await page.evaluate(() => document.getElementById("own").addEventListener("error", ({ detail }) => (window.heard = detail)));
  assert.match(await call(page, "own", "load"), /^refused: /);
  const sentence = (await call(page, "own", "load")).replace("refused: ", "");
  await alert(page).getByText(sentence).waitFor();
  assert.deepEqual(await page.evaluate(() => window.heard), { version: 1, words: sentence });
});

test("a figure fits where it is put", async ({ open }) => {
  for (const wishes of [{ width: 390, height: 844 }, { width: 500, height: 400 }, { width: 1280, height: 900, colorScheme: "dark" }]) {
    const page = await article(open, `<raft-scape seed="7" autoplay caption="How a leader is elected"></raft-scape>`, wishes);
    await leader(page).waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await assertAccessible(page);
    await picture(page, `a figure ${wishes.width}`);
  }
});

test("our own page is such a figure", async ({ open }) => {
  const page = await open({ query: "seed=7&servers=3" });
  await leader(page).waitFor();
  assert.equal(await page.locator("raft-scape").count(), 1);
  await call(page, "raftscape", "act", "crash S2");
  await page.getByRole("button", { name: /^S2, crashed/ }).waitFor();
  const link = await call(page, "raftscape", "toLink");
  assert.equal(new URL(link).pathname, new URL(page.url()).pathname);
  assert.deepEqual(page.requests.filter((address) => /raft-scape-/.test(address)), []);
});

test("a hundred figures that came and went leave no memory behind", async ({ open }) => {
  const page = await article(open, `<div id="place"></div>`, { prepare: keepMemories });
  const memory = () => page.evaluate(() => Math.max(...window.memories.map(({ buffer }) => buffer.byteLength)));
  const rounds = (number) =>
    page.evaluate(async (number) => {
      const place = document.getElementById("place");
      for (let round = 0; round < number; round += 1) {
        const figure = place.appendChild(document.createElement("raft-scape"));
        figure.seed = 7;
        await figure.load();
        figure.remove();
        await new Promise((done) => setTimeout(done, 5));
      }
    }, number);
  const left = await countLeft(page);
  await rounds(30);
  const [before, warm] = [await left(), await memory()];
  await rounds(100);
  const after = await left();
  // A page or two more is how its free places lie.
  const grown = (await memory()) - warm;
  assert.ok(grown <= 2 * 65_536, `the memory of the module has grown by ${grown} bytes`);
  assert.ok(after.listeners <= before.listeners + 10, JSON.stringify({ before, after }));
  assert.ok(after.nodes <= before.nodes + 2_000, JSON.stringify({ before, after }));
});
