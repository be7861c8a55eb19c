// The element for other people's pages: how it is written, what it does there, and what it says when something is wrong.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { article, forge } from "./article.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { countLeft } from "./leaks.mjs";

const figure = (page) => page.locator("raft-scape");
const alert = (page) => page.getByRole("alert");
const start = (page) => page.getByRole("button", { name: /^Start/ });

/// Waits until so many clusters have been mounted in a page with a fake glue, and says what was asked of the last one.
async function mounted(page, number = 1) {
  await page.waitForFunction((number) => window.fake.mounts.length >= number, number);
  return page.evaluate((number) => {
    const { hear, panicked, ...options } = window.fake.mounts[number - 1].options;
    const asked = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
    return Object.fromEntries(asked.map(([name, value]) => [name, value instanceof Uint8Array ? new TextDecoder().decode(value) : value]));
  }, number);
}

const calls = (page, number = 0) => page.evaluate((number) => window.fake.mounts[number].calls, number);

test("each attribute has a property, also one that was set before the browser knew the element", async ({ open }) => {
  const page = await article(open, `<raft-scape id="own" loading="click"></raft-scape>`, {
    fake: true,
    head: `<script>
      document.addEventListener("readystatechange", () => {
        if (customElements.get("raft-scape")) return;
        Object.assign(document.querySelector("#own"), { startAt: "leader is S2", autoplay: true, seed: 7, caption: "Early" });
      });
    </script>`,
  });
  await page.getByText("Early").waitFor();
  const [attributes, read] = await page.evaluate(() => {
    const own = document.querySelector("#own");
    const { startAt, autoplay, seed, caption, interactive, stopAt, focusOn } = own;
    return [own.getAttributeNames().sort(), { startAt, autoplay, seed, caption, interactive, stopAt, focusOn }];
  });
  assert.deepEqual(attributes, ["autoplay", "caption", "id", "loading", "seed", "start-at"]);
  assert.deepEqual(read, { startAt: "leader is S2", autoplay: true, seed: "7", caption: "Early", interactive: true, stopAt: "", focusOn: "" });
  const changed = await page.evaluate(() => {
    const own = document.querySelector("#own");
    Object.assign(own, { autoplay: false, interactive: false, startAt: null, posterAt: "250ms", focusOn: "S1 S3" });
    return own.outerHTML;
  });
  const written = `id="own" loading="click" seed="7" caption="Early" interactive="false" poster-at="250ms" focus="S1 S3"`;
  assert.equal(changed, `<raft-scape ${written}></raft-scape>`);
});

test("what the attributes ask for reaches the cluster, and what can change while it lives does not make another", async ({ open }) => {
  const page = await article(
    open,
    `<raft-scape scenario="figure-8" seed="7" servers="3" autoplay speed="10ms" start-at="250ms" stop-at="leader" focus="S1"
       view="logs" panels="story why" controls="none" interactive="false"></raft-scape>`,
    { fake: true },
  );
  const asked = { scenario: "figure-8", seed: "7", servers: "3", autoplay: true, speed: "10ms", startAt: "250ms", stopAt: "leader" };
  assert.deepEqual(await mounted(page), { ...asked, focus: "S1", view: "logs", panels: "story why", controls: "none", interactive: "false" });
  await page.evaluate(() => Object.assign(document.querySelector("raft-scape"), { speed: "2", view: "story" }));
  await page.evaluate(() => Object.assign(document.querySelector("raft-scape"), { focusOn: null, interactive: true, panels: null }));
  const set = (await calls(page)).map(([, ...what]) => what);
  const panels = "logs why story clients dials run snapshot";
  assert.deepEqual(set, [["speed", "2"], ["view", "story"], ["focus", ""], ["interactive", "true"], ["panels", panels]]);
  await page.evaluate(() => Object.assign(document.querySelector("raft-scape"), { seed: 8, servers: 5 }));
  const { seed, servers } = await mounted(page, 2);
  assert.deepEqual([seed, servers], ["8", "5"]);
  assert.equal(await page.evaluate(() => window.fake.mounts.length), 2);
  assert.equal(await figure(page).getByText("A cluster.").count(), 1);
});

test("a reader who prefers reduced motion starts time", async ({ open }) => {
  const page = await article(open, `<raft-scape autoplay></raft-scape>`, { fake: true, reducedMotion: "reduce" });
  assert.deepEqual(await mounted(page), { autoplay: false, controls: "auto" });
});

test("a figure is brought near the window, at once, or on a click, and costs little before", async ({ open }) => {
  const page = await article(
    open,
    `<raft-scape loading="click" seed="1" caption="On a click"></raft-scape><raft-scape hidden seed="2"></raft-scape>
     <div style="height:4000px"></div><raft-scape seed="3"></raft-scape><raft-scape loading="eager" seed="4" id="eager"></raft-scape>`,
    { fake: true },
  );
  assert.equal((await mounted(page)).seed, "4");
  await page.evaluate(() => document.querySelector("#eager").remove());
  const far = `<div style="height:4000px"></div><raft-scape></raft-scape>`;
  const early = await article(open, `<raft-scape loading="click" caption="On a click"></raft-scape>${far}`);
  await start(early).first().waitFor();
  await early.waitForLoadState("networkidle");
  assert.deepEqual(early.requests.filter((address) => /raftscape[_.]/.test(address)), []);
  const scripts = early.requests.filter((address) => address.endsWith(".js"));
  const weights = await Promise.all(scripts.map(async (address) => gzipSync(await (await fetch(address)).text()).length));
  const weight = weights.reduce((sum, weight) => sum + weight, 0);
  assert.ok(weight < 8_200, `${weight} bytes: with a poster of 1.8 KB that is 10 KB`);
  await picture(early, "a figure before its cluster");
  await assertAccessible(early);
  await figure(page).last().scrollIntoViewIfNeeded();
  assert.equal((await mounted(page, 2)).seed, "3");
  await page.getByRole("button", { name: "Start: On a click" }).click();
  assert.equal((await mounted(page, 3)).seed, "1");
  await page.waitForFunction(() => window.fake.mounts[2].calls.some(([name]) => name === "play"));
  assert.equal(await page.evaluate(() => window.fake.mounts.length), 3);
});

test("ten figures share one instance and one style sheet", async ({ open }) => {
  const page = await article(open, `<raft-scape loading="eager"></raft-scape>`.repeat(10), { fake: true });
  await mounted(page, 10);
  const shared = await page.evaluate(() => {
    const sheets = [...document.querySelectorAll("raft-scape")].map((figure) => figure.shadowRoot.adoptedStyleSheets);
    return { instances: window.fake.instances, sheets: new Set(sheets.flat()).size };
  });
  assert.deepEqual(shared, { instances: 1, sheets: 2 });
  for (const file of ["raftscape.js", "raft-scape-frame.js", "raft-scape-page.js"]) {
    assert.equal(page.requests.filter((address) => address.endsWith(`/${file}`)).length, 1, file);
  }
});

test("a figure that is moved goes on, and one that comes back takes up its run", async ({ open }) => {
  const page = await article(open, `<div id="left"><raft-scape seed="7"></raft-scape></div><div id="right"></div>`, { fake: true });
  await mounted(page);
  await page.evaluate(async () => {
    window.kept = document.querySelector("raft-scape");
    document.querySelector("#right").append(window.kept);
    await new Promise((done) => setTimeout(done, 50));
  });
  assert.deepEqual(await calls(page), []);
  await page.evaluate(async () => {
    window.fake.journal = { journal: "servers 5\nseed 7\ncrash S1\n", events: 12 };
    window.kept.remove();
    await new Promise((done) => setTimeout(done, 50));
  });
  assert.deepEqual(await calls(page), [["unmount"], ["free"]]);
  await page.evaluate(() => document.querySelector("#left").append(window.kept));
  const { journal, events } = await mounted(page, 2);
  assert.deepEqual([journal, events], ["servers 5\nseed 7\ncrash S1\n", 12]);
  assert.equal(await figure(page).getByText("A cluster.").count(), 1);
});

test("who asks a figure gets its own answer, and an error if there will be none", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  const answers = await page.evaluate(async () => {
    const own = document.querySelector("raft-scape");
    const state = `{"version":1,"time":250000}`;
    window.fake.answers = { seek: {}, act: { error: "There is no S9." }, link: { value: "abc" }, state: { value: state } };
    const said = (asked) => asked.then((value) => value ?? "done", (error) => `${error.message}`);
    const asked = [own.seek("leader is S2"), own.seek(250), own.act("crash S9"), own.toLink(), own.getState(), own.toScript()].map(said);
    const first = await Promise.all(asked.slice(0, 5));
    own.remove();
    return [...first, await asked[5]];
  });
  const link = new URL("#run=abc", page.url()).href;
  assert.deepEqual(answers, ["done", "done", "There is no S9.", link, { version: 1, time: 250_000 }, "The cluster was taken away."]);
  const asked = (await calls(page)).filter(([name]) => name === "ask").map(([, ...words]) => words);
  assert.deepEqual(asked, [["seek", "leader is S2"], ["seek", "250ms"], ["act", "crash S9"], ["link", ""], ["state", ""], ["script", ""]]);
});

test("what is asked of a figure is done in the order in which it was asked", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  const [before, after] = await page.evaluate(async () => {
    const own = document.querySelector("raft-scape");
    const [mount] = window.fake.mounts;
    const called = () => mount.calls.map(([name, ...words]) => [name, ...words].join(" "));
    const all = Promise.all([own.seek("leader"), own.play(), own.step(2), own.pause()]);
    while (mount.calls.length === 0) await new Promise((done) => setTimeout(done));
    await new Promise((done) => setTimeout(done, 20));
    const before = called();
    window.fake.report(mount, { type: "answer", ticket: 1 });
    await all;
    return [before, called()];
  });
  assert.deepEqual(before, ["ask seek leader"]);
  assert.deepEqual(after, ["ask seek leader", "play", "step 2", "pause"]);
});

test("what makes no sense is refused in a sentence, and what was asked after it is done", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  const answers = await page.evaluate(async () => {
    const own = document.querySelector("raft-scape");
    window.fake.answers = { seek: {} };
    const said = (asked) => asked.then(() => "done", ({ message }) => message);
    const [mount] = window.fake.mounts;
    const wrong = [own.seek(NaN), own.seek(-1), own.seek({}), own.step("x"), own.step(1.5), own.step(1e9), own.watch("leader")];
    const all = Promise.all([...wrong, own.open("zzz"), own.seek("end")].map(said));
    while (!mount.calls.some(([name]) => name === "open")) await new Promise((done) => setTimeout(done));
    window.fake.report(mount, { type: "error", words: "This is no link." });
    return all;
  });
  const [time, before, thing, word, part, many, watch, opened, last] = answers;
  for (const sentence of [time, before, thing]) assert.match(sentence, /^seek takes a time, such as 250/);
  for (const sentence of [word, part, many]) assert.match(sentence, /^step takes a whole number of steps, at most 100/);
  assert.match(watch, /^watch takes a value/);
  assert.deepEqual([opened, last], ["This is no link.", "done"]);
});

test("a figure brings its cluster for who asks something of it", async ({ open }) => {
  const page = await article(open, `<raft-scape loading="click"></raft-scape>`, { fake: true });
  await start(page).waitFor();
  await page.evaluate(async () => {
    const own = document.querySelector("raft-scape");
    await own.pause();
    window.brought = window.fake.mounts.length;
    await own.play();
    await own.step();
    await own.step(-3);
    await own.pause();
    const opened = own.open("#run=abc");
    setTimeout(() => window.fake.report(window.fake.mounts[0], { type: "ready", servers: 5, seed: "7" }));
    await opened;
  });
  assert.equal(await page.evaluate(() => window.brought), 0);
  assert.deepEqual(await calls(page), [["play"], ["step", 1], ["step", -3], ["pause"], ["open", "#run=abc"]]);
});

test("what happens in a cluster are events of its element, with plain data of a version", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  const heard = await page.evaluate(async () => {
    const heard = [];
    const own = document.querySelector("raft-scape");
    const names = ["play", "pause", "seek", "action", "branch", "violation", "goal", "ask", "error", "change"];
    for (const name of names) own.addEventListener(name, ({ type, detail }) => heard.push([type, detail]));
    for (const name of names) document.addEventListener(name, () => heard.push("it bubbles"));
    window.fake.report(
      window.fake.mounts[0],
      { type: "played", running: true },
      { type: "played", running: false },
      { type: "sought", events: 3, micros: 40 },
      { type: "acted", action: "crash S2" },
      { type: "branch", name: "again" },
      { type: "violation", event: 7 },
      { type: "goal", words: "A leader", reached: true },
      { type: "ask", words: "Who leads?" },
      { type: "error", words: "No." },
      { type: "changed", events: 3, micros: 40, leader: "S1", term: 1, commit: 0 },
    );
    await new Promise((done) => setTimeout(done));
    return heard;
  });
  const version = 1;
  assert.deepEqual(heard, [
    ["play", { version }],
    ["pause", { version }],
    ["seek", { version, events: 3, micros: 40 }],
    ["action", { version, action: "crash S2" }],
    ["branch", { version, name: "again" }],
    ["violation", { version, event: 7 }],
    ["goal", { version, words: "A leader", reached: true }],
    ["ask", { version, words: "Who leads?" }],
    ["error", { version, words: "No." }],
    ["change", { version, events: 3, micros: 40, leader: "S1", term: 1, commit: 0 }],
  ]);
});

test("a page hears once that a cluster is there, of the one that it asked for, and never of one that failed", async ({ open }) => {
  const head = `<script>
    window.heard = [];
    for (const name of ["ready", "play", "seek", "error"]) {
      addEventListener(name, ({ type, target, detail }) => target.matches?.("raft-scape") && window.heard.push([target.id, type, detail.seed]), true);
    }
  </script>`;
  const prepare = (page) => page.addInitScript(() => (window.fake.opening = { ticket: -1 }));
  const page = await article(open, `<raft-scape id="good" loading="eager"></raft-scape><raft-scape id="bad" loading="eager"></raft-scape>`, { fake: true, head, prepare });
  await mounted(page, 2);
  await page.evaluate(() => {
    const of = (id) => window.fake.mounts.find(({ place }) => place.getRootNode().host.id === id);
    const begins = [{ type: "played", running: true }, { type: "ready", servers: 3, seed: "9" }, { type: "sought", events: 9, micros: 40 }];
    window.fake.report(of("good"), ...begins, { type: "answer", ticket: 0 });
    window.fake.report(of("bad"), { type: "answer", ticket: 0, error: "Line 1 is no line of a script." });
  });
  await alert(page).getByText("Line 1 is no line").waitFor();
  await page.waitForFunction(() => window.heard.length >= 3);
  const heard = await page.evaluate(() => window.heard);
  assert.deepEqual(heard.filter(([id]) => id === "good"), [["good", "ready", "9"], ["good", "play", undefined]]);
  assert.deepEqual(heard.filter(([id]) => id === "bad").map(([, type]) => type), ["error"]);
});

test("a wrong value is one sentence in the figure's own box, until it is put right", async ({ open }) => {
  const page = await article(open, `<raft-scape theme="blue" seed="7" caption="How a leader is elected"></raft-scape>`, {
    fake: true,
    head: `<script>addEventListener("error", ({ target, detail }) => target.matches?.("raft-scape") && (window.heard = detail), true)</script>`,
  });
  const sentence = "The attribute theme is auto or light or dark, not “blue”.";
  await alert(page).getByText(sentence).waitFor();
  assert.deepEqual(await page.evaluate(() => window.heard), { version: 1, words: sentence });
  await assertAccessible(page);
  await page.evaluate(() => (window.fake.refusal = "A cluster has 1 to 9 servers, not “40”."));
  await page.evaluate(() => Object.assign(document.querySelector("raft-scape"), { theme: "dark", servers: 40 }));
  await alert(page).getByText("A cluster has 1 to 9 servers, not “40”.").waitFor();
  await page.evaluate(() => {
    delete window.fake.refusal;
    document.querySelector("raft-scape").servers = 3;
  });
  assert.equal((await mounted(page)).servers, "3");
  assert.equal(await alert(page).count(), 0);
  assert.equal(await page.evaluate(() => window.fake.mounts[0].place.getAttribute("theme")), "dark");
});

test("a figure shows a file, and says in a sentence what is wrong with one", async ({ open }) => {
  const page = await article(open, `<raft-scape loading="click"></raft-scape>`, {
    fake: true,
    files: {
      "lesson.md": { contentType: "text/markdown", body: "# A lesson" },
      "page.raft": { contentType: "text/html", body: "<p>Not found.</p>" },
      "large.raft": "#".repeat((8 << 20) + 1),
    },
    prepare: (page) => page.route("**/gone.raft", (route) => route.abort()),
  });
  await start(page).waitFor();
  const show = (src) =>
    page.evaluate(async (src) => {
      const own = document.querySelector("raft-scape");
      own.src = src;
      await own.load().catch(() => {});
    }, src);
  await show("lesson.md");
  assert.equal((await mounted(page)).file, "# A lesson");
  await show("./#run=abc");
  assert.equal((await mounted(page, 2)).run, "#run=abc");
  for (const [src, sentence] of [
    ["nowhere.raft", "“nowhere.raft” is not there: its server answers 404."],
    ["page.raft", "“page.raft” is a web page, and no script, lesson or recording."],
    ["large.raft", "“large.raft” is larger than 8 MB, and is not read."],
    ["gone.raft", "“gone.raft” could not be reached."],
    ["http://[", "“http://[” is no address"],
  ]) {
    await show(src);
    await alert(page).getByText(sentence).waitFor();
    await picture(page, `refused ${src}`);
  }
  await show("gone.raft");
  await alert(page).getByText("“gone.raft” could not be reached.").waitFor();
  await page.unroute("**/gone.raft");
  await page.route("**/gone.raft", (route) => route.fulfill({ contentType: "text/plain", body: "servers 3" }));
  await page.getByRole("button", { name: "Try again" }).click();
  assert.equal((await mounted(page, 3)).file, "servers 3");
  assert.equal(await page.evaluate(() => window.fake.mounts.length), 3);
  assert.ok(page.mistakes.length > 0, "the browser's console has what did not come");
  page.mistakes.length = 0;
});

test("a file that is on its way to a figure that is gone is not waited for", async ({ open }) => {
  const prepare = (page) => page.route("**/slow.raft", () => {});
  const page = await article(open, `<raft-scape src="slow.raft"></raft-scape>`, { fake: true, prepare });
  const asked = page.waitForEvent("requestfailed");
  await page.waitForRequest("**/slow.raft").catch(() => {});
  await page.evaluate(() => document.querySelector("raft-scape").remove());
  assert.match((await asked).url(), /slow\.raft$/);
  assert.equal(await page.evaluate(() => window.fake.mounts.length), 0);
});

const SCRIPT = "servers 3\nseed 7\nuntil leader\n";

test("a script may stand inside the figure, or in the block of code before it, which makes way", async ({ open }) => {
  const wrapped = `<div class="highlight"><pre class="language-raft"><code>${SCRIPT}</code></pre><button>Copy</button></div>`;
  for (const [body, isReplaced] of [
    [`<raft-scape>${SCRIPT}<img slot="poster" alt=""></raft-scape>`, false],
    [`<pre>${SCRIPT}</pre><raft-scape></raft-scape>`, true],
    // Some highlighters end lines with elements.
    [`<pre>${SCRIPT.replaceAll("\n", "<br>")}</pre><raft-scape></raft-scape>`, true],
    [`${wrapped}<p><raft-scape></raft-scape></p>`, true],
  ]) {
    const page = await article(open, body, { fake: true });
    assert.equal((await mounted(page)).script.trim(), SCRIPT.trim(), body);
    assert.doesNotMatch(await page.locator("main").innerText(), /until leader/, body);
    await page.evaluate(() => document.querySelector("raft-scape").remove());
    if (isReplaced) await page.getByText("until leader").waitFor();
  }
});

test("code that is no script of the figure's stays where it is", async ({ open }) => {
  for (const body of [
    `<pre>npm install</pre><raft-scape seed="7" scenario="figure-8"></raft-scape>`,
    `<pre><code class="language-js">let a;</code></pre><raft-scape></raft-scape>`,
    `<section><pre>${SCRIPT}</pre></section><raft-scape></raft-scape>`,
  ]) {
    const page = await article(open, body, { fake: true });
    assert.equal((await mounted(page)).script, undefined, body);
    assert.ok(await page.locator("pre").isVisible(), body);
  }
});

test("the text of a figure that cannot be shown stays readable", async ({ open }) => {
  const policy = "default-src 'self'; script-src 'self'; style-src 'self'";
  const page = await article(
    open,
    `<raft-scape id="inside">${SCRIPT}</raft-scape><pre>${SCRIPT}</pre><raft-scape id="after"></raft-scape>
     <raft-scape scenario="figure-8" poster="./favicon.svg" id="poster"></raft-scape>`,
    { policy, height: 2000 },
  );
  await alert(page).nth(2).waitFor();
  for (const [at, line] of ["#inside", "#after", "#poster"].entries()) {
    const sentence = await alert(page).nth(at).innerText();
    assert.match(sentence, /this page does not allow WebAssembly/, line);
  }
  assert.ok(await page.locator("#inside").getByText("until leader").isVisible());
  assert.ok(await page.locator("pre").getByText("until leader").isVisible());
  assert.ok(await page.locator("#poster img").isVisible());
  const link = page.locator("#poster").getByRole("link", { name: "Open the full page" });
  assert.equal(new URL(await link.getAttribute("href")).search, "?scenario=figure-8");
  await picture(page, "figures without WebAssembly");
  assert.deepEqual(page.requests.filter((address) => address.endsWith(".wasm")), []);
  page.mistakes.length = 0;
});

test("a download that was cut off can be tried again", async ({ open }) => {
  const page = await article(open, `<raft-scape loading="click" seed="7"></raft-scape>`, { fake: true });
  await page.evaluate(() => (window.fake.cut = true));
  await start(page).click();
  await alert(page).getByText("Raftscape could not be loaded. Check the connection, and try again.").waitFor();
  await page.evaluate(() => (window.fake.cut = false));
  await page.getByRole("button", { name: "Try again" }).click();
  assert.equal((await mounted(page)).seed, "7");
  assert.equal(await alert(page).count(), 0);
  page.mistakes.length = 0;
});

test("what does not come of the element itself can be asked for again", async ({ open }) => {
  for (const file of ["raftscape.js", "raft-scape-frame.js"]) {
    const pattern = `**/${file}`;
    const prepare = (page) => page.route(pattern, (route) => route.abort());
    const page = await article(open, `<raft-scape seed="7"></raft-scape>`, { fake: true, prepare });
    await alert(page).getByText("Raftscape could not be loaded.").waitFor();
    await page.unroute(pattern);
    await forge(page);
    await page.getByRole("button", { name: "Try again" }).click();
    assert.equal((await mounted(page)).seed, "7");
    page.mistakes.length = 0;
  }
});

test("a cluster that cannot begin as it is asked to is taken away, with a sentence in its place", async ({ open }) => {
  const error = "Line 2 is no line of a script.\nsead 7";
  const page = await article(open, `<raft-scape seed="7"></raft-scape>`, {
    fake: true,
    prepare: (page) => page.addInitScript((error) => (window.fake.opening = { error }), error),
  });
  await alert(page).getByText("Line 2 is no line of a script.", { exact: true }).waitFor();
  assert.deepEqual(await calls(page), [["unmount"], ["free"]]);
  assert.equal(await page.getByText("A cluster.").count(), 0);
  assert.equal(await page.evaluate(() => document.querySelector("raft-scape").play().catch(({ message }) => message)), error);
  await page.evaluate(() => (window.fake.opening = {}));
  await page.evaluate(() => (document.querySelector("raft-scape").seed = 8));
  assert.equal((await mounted(page, 2)).seed, "8");
  assert.equal(await alert(page).count(), 0);
});

test("a poster stands in the box until the cluster is there, and discs where there is none", async ({ open }) => {
  const figures = ["favicon", "none"].map((name) => `<raft-scape loading="click" poster="./${name}.svg"></raft-scape>`);
  const page = await article(open, figures.join(""), {
    fake: true,
    height: 2000,
    prepare: (page) => page.addInitScript(() => (window.fake.opening = { ticket: -1 })),
  });
  const shown = (part) => page.locator(`[part=${part}]`).filter({ visible: true }).count();
  await page.waitForFunction(() => document.querySelectorAll("raft-scape")[1].shadowRoot?.querySelector("img")?.hidden);
  assert.deepEqual([await shown("poster"), await shown("picture")], [1, 1]);
  await start(page).first().click();
  await mounted(page);
  // It is under way.
  assert.equal(await page.getByText("A cluster.").isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Loading…" }).isDisabled(), true);
  assert.equal(await shown("poster"), 1);
  await page.evaluate(() => window.fake.report(window.fake.mounts[0], { type: "answer", ticket: 0 }));
  await page.getByText("A cluster.").waitFor();
  assert.deepEqual([await shown("poster"), await shown("picture")], [0, 1]);
  page.mistakes.length = 0;
});

test("links in the text act on the figure that they point at, and on the one before them", async ({ open }) => {
  const page = await article(
    open,
    `<a href="#second" data-raft="seek when leader is S2">At the second</a><raft-scape id="first"></raft-scape>
     <a href="#" data-raft="crash leader">Crash it</a> <a href="#" data-raft="step 3">Three steps</a>
     <a href="#" data-raft="play">Let it run</a><raft-scape id="second"></raft-scape>`,
    { fake: true, height: 2000 },
  );
  await mounted(page, 2);
  await page.evaluate(() => (window.fake.answers = { seek: {}, act: { error: "There is no leader." } }));
  for (const name of ["At the second", "Three steps", "Let it run", "Crash it"]) await page.getByRole("link", { name }).click();
  await alert(page).getByText("There is no leader.").waitFor();
  const [first, second] = await page.evaluate(() => {
    const of = (id) => window.fake.mounts.find(({ place }) => place.getRootNode().host.id === id);
    return [of("first").calls, of("second").calls];
  });
  assert.deepEqual(first, [["step", 3], ["play"], ["ask", "act", "crash leader"]]);
  assert.deepEqual(second, [["ask", "seek", "when leader is S2"]]);
  assert.equal(new URL(page.url()).hash, "");
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await alert(page).count(), 0);
});

test("words in the text show the value that they ask for, whenever they come", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape><p>Its term is <b data-raft="term of S1">unknown</b>.</p>`, {
    fake: true,
    prepare: (page) => page.addInitScript(() => (window.fake.answers = { watch: { value: "1" } })),
  });
  await page.getByText("Its term is 1.").waitFor();
  await page.evaluate(() => window.fake.report(window.fake.mounts[0], { type: "value", ticket: 1, value: "2" }));
  await page.getByText("Its term is 2.").waitFor();
  await page.evaluate(() => {
    const line = document.body.appendChild(document.createElement("p"));
    line.append("The leader is ", Object.assign(document.createElement("i"), { textContent: "?" }), ".");
    line.lastElementChild.dataset.raft = "leader";
  });
  await page.getByText("The leader is 1.").waitFor();
  await page.evaluate(() => document.querySelector("b").remove());
  await page.waitForFunction(() => window.fake.mounts[0].calls.some(([, kind]) => kind === "unwatch"));
  const asked = (await calls(page)).map(([, ...words]) => words);
  assert.deepEqual(asked, [["watch", "term of S1"], ["watch", "leader"], ["unwatch", "1"]]);
});

test("a figure whose instance panicked elsewhere goes on in a new one", async ({ open }) => {
  const figures = [1, 2, 3].map((seed) => `<raft-scape seed="${seed}" autoplay></raft-scape>`);
  const page = await article(open, figures.join(""), { fake: true, height: 3000 });
  await mounted(page, 3);
  const { seed } = await mounted(page, 1);
  await page.evaluate(() => {
    const [one, two, three] = window.fake.mounts;
    window.fake.report(two, { type: "played", running: true });
    one.options.panicked();
    two.options.panicked("servers 5\nseed 2\n", 7);
    three.options.panicked("servers 5\nseed 3\n", 8);
  });
  await mounted(page, 5);
  const revived = await Promise.all([4, 5].map((number) => mounted(page, number)));
  assert.deepEqual(
    revived.map(({ journal, events, autoplay }) => [journal, events, autoplay]),
    [["servers 5\nseed 2\n", 7, true], ["servers 5\nseed 3\n", 8, false]],
  );
  const state = await page.evaluate(() => ({ instances: window.fake.instances, dead: window.fake.mounts.slice(0, 3).flatMap(({ calls }) => calls) }));
  assert.deepEqual(state, { instances: 2, dead: [] });
  assert.equal(await figure(page).getByText("A cluster.").count(), 3);
  await page.getByRole("button", { name: "Start again" }).click();
  assert.equal((await mounted(page, 6)).seed, seed);
  assert.equal(await page.evaluate(() => window.fake.instances), 2);
});

test("a figure that was disposed of is as it was before, and comes back", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  await page.evaluate(() => document.querySelector("raft-scape").dispose());
  assert.deepEqual(await calls(page), [["unmount"], ["free"]]);
  await start(page).click();
  await mounted(page, 2);
  assert.equal(await start(page).count(), 0);
});

test("a figure that is disposed of before it is there stays away, and says so to who waits", async ({ open }) => {
  const page = await article(open, `<p>Nothing yet.</p>`, { fake: true });
  const said = await page.evaluate(async () => {
    const made = (loading) => Object.assign(document.querySelector("main").appendChild(document.createElement("raft-scape")), { loading });
    for (const loading of ["eager", "lazy"]) made(loading).dispose();
    const asked = made("click");
    const state = asked.getState().catch(({ message }) => message);
    await undefined;
    asked.dispose();
    return state;
  });
  assert.equal(said, "The cluster was taken away.");
  await start(page).nth(2).waitFor();
  await page.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 100)));
  assert.equal(await page.evaluate(() => window.fake.mounts.length), 0);
  await start(page).nth(1).click();
  await mounted(page);
});

test("what was asked before a figure is disposed of is not done, and does not bring it back", async ({ open }) => {
  const page = await article(open, `<raft-scape></raft-scape>`, { fake: true });
  await mounted(page);
  const said = await page.evaluate(async () => {
    const own = document.querySelector("raft-scape");
    const words = [];
    for (const turns of [0, 1, 2, 3, 5, 8, 13]) {
      await own.load();
      const asked = [own.seek("leader"), own.step(2), own.play(), own.pause()].map((it) => it.catch(({ message }) => words.push(message)));
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      own.dispose();
      await Promise.all(asked);
    }
    await own.load();
    await own.play();
    return words;
  });
  // That time stands is so without a cluster.
  assert.deepEqual([...new Set(said)], ["The cluster was taken away."]);
  assert.equal(said.length, 7 * 3);
  const all = await page.evaluate(() => window.fake.mounts.map(({ calls }) => calls.filter(([name]) => name === "play").length));
  assert.deepEqual(all, [0, 0, 0, 0, 0, 0, 0, 1]);
});

test("words and links in a shadow root speak of the figure that is there", async ({ open }) => {
  const page = await article(open, `<div id="open"></div><div id="closed"></div>`, {
    fake: true,
    prepare: (page) => page.addInitScript(() => (window.fake.answers = { watch: { value: "S2" }, act: {} })),
  });
  for (const mode of ["open", "closed"]) {
    await page.evaluate((mode) => {
      const root = document.querySelector(`#${mode}`).attachShadow({ mode });
      root.innerHTML = `<raft-scape loading="eager"></raft-scape><b data-raft="leader">none</b><a href="#" data-raft="crash S2">Crash</a>`;
      window.own = root;
    }, mode);
    await page.waitForFunction(() => window.own.querySelector("b").textContent === "S2");
    await page.evaluate(() => window.own.querySelector("a").click());
    await page.waitForFunction(() => window.fake.mounts.at(-1).calls.some(([, kind]) => kind === "act"));
  }
});

test("a hundred figures that came and went leave nothing behind", async ({ open }) => {
  const page = await article(open, `<div id="place"></div>`, { fake: true });
  const rounds = (number) =>
    page.evaluate(async (number) => {
      const place = document.querySelector("#place");
      for (let round = 0; round < number; round += 1) {
        const figure = place.appendChild(document.createElement("raft-scape"));
        await figure.load();
        figure.remove();
        await new Promise((done) => setTimeout(done, 5));
        window.fake.mounts.length = 0;
      }
    }, number);
  const left = await countLeft(page);
  await rounds(20);
  const before = await left();
  await rounds(100);
  const after = await left();
  assert.ok(after.listeners <= before.listeners + 10, JSON.stringify({ before, after }));
  // What the browser has not collected yet of the last ones is not ours.
  assert.ok(after.nodes <= before.nodes + 200, JSON.stringify({ before, after }));
});

test("what TypeScript knows of the element is what is there", async ({ open }) => {
  const types = await readFile(new URL("../../www/raft-scape.d.ts", import.meta.url), "utf8");
  const [, body] = /export class RaftScape [^{]*\{\n(.*?)\n\}/s.exec(types);
  const named = (pattern) => [...body.matchAll(pattern)].map(([, name]) => name).sort();
  const members = new Set(named(/^ {2}(?:get |set )?(\w+)(?:<|\()/gm));
  const page = await article(open, `<raft-scape loading="click"></raft-scape>`, { fake: true });
  await start(page).waitFor();
  const there = await page.evaluate(() => {
    const { RaftScape } = { RaftScape: customElements.get("raft-scape") };
    const all = Object.getOwnPropertyNames(RaftScape.prototype).filter((name) => !/Callback$|^constructor$/.test(name));
    const own = Object.getOwnPropertyNames(RaftScape).filter((name) => !["length", "name", "prototype"].includes(name));
    return { all: all.sort(), own: own.sort() };
  });
  members.delete("addEventListener");
  assert.deepEqual([...members].sort(), there.all);
  assert.deepEqual(named(/^ {2}static (?:readonly )?(\w+)/gm), there.own);
  for (const name of named(/^ {2}set (\w+)/gm)) assert.ok(body.includes(`get ${name}()`), name);
});

test("the element can be imported where there is no page", async () => {
  const { RaftScape } = await import("../../dist/raft-scape.js");
  assert.ok(RaftScape.observedAttributes.includes("start-at"));
});
