// The door for embedders, and what happens behind it when something goes wrong.
import { act, leader, server } from "./cluster.mjs";
import { countFrames, framesAsked } from "./frames.mjs";
import { assert, picture, test } from "./harness.mjs";
import { countLeft } from "./leaks.mjs";

test("two clusters on one page do not disturb each other", async ({ open }) => {
  const page = await open({ query: "seed=7", height: 1300 });
  await embed(page, ["left", { seed: 1 }], ["right", { seed: 2, servers: 3 }]);
  const [left, right] = [page.locator("#left"), page.locator("#right")];
  await left.getByText("five servers · Seed 1").waitFor();
  await right.getByText("three servers · Seed 2").waitFor();
  await leader(left).waitFor();
  await leader(right).waitFor();
  await left.getByRole("button", { name: "Pause", exact: true }).click();
  await act(left, server(left, "S2"), "Crash");
  await left.getByRole("button", { name: /^S2, crashed/ }).waitFor();
  assert.equal(await right.getByRole("button", { name: /^S2, crashed/ }).count(), 0);
  assert.equal(await right.getByRole("button", { name: "Pause", exact: true }).count(), 1);
  await picture(page, "two clusters on one page");
});

test("a cluster that is out of sight stands still until it is scrolled to", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["above", { seed: 1 }], ["below", { seed: 2 }]);
  // The browser says that something has gone out of sight one frame later.
  await page.evaluate(async () => {
    document.querySelector("#above").style.marginBottom = "800px";
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  });
  const time = page.locator("#below").getByText(/^[\d,]+\.\d ms$/);
  const before = await time.innerText();
  await leader(page.locator("#above")).waitFor();
  assert.equal(await time.innerText(), before);
  await time.scrollIntoViewIfNeeded();
  await leader(page.locator("#below")).waitFor();
});

test("a whole page in a frame stands still while the frame is scrolled out of sight", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["above", { seed: 1 }]);
  await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    Object.assign(frame, { src: "?seed=2", width: 800, height: 500 });
    frame.style.marginTop = "1000px";
  });
  const framed = page.frameLocator("iframe");
  const time = framed.getByText(/^[\d,]+\.\d ms$/);
  const before = await time.innerText();
  await leader(page.locator("#above")).waitFor();
  assert.equal(await time.innerText(), before);
  await time.scrollIntoViewIfNeeded();
  await leader(framed).waitFor();
});

test("the keys of an embedded cluster are its own only while the focus is in it", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["left", { seed: 1 }], ["right", { seed: 2 }]);
  const playing = (place) => page.locator(place).getByRole("button", { name: "Pause", exact: true }).count();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press(".");
  assert.deepEqual([await playing("#left"), await playing("#right")], [1, 1]);
  await page.locator("#left").getByRole("button", { name: "Step forward" }).focus();
  await page.keyboard.press(".");
  assert.deepEqual([await playing("#left"), await playing("#right")], [0, 1]);
});

test("a cluster that is taken away leaves its element for another", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["left", { seed: 1 }]);
  await page.locator("#left").getByText("Seed 1").waitFor();
  await page.evaluate(() => {
    window.players.left.unmount();
    window.players.left.unmount();
  });
  assert.equal(await page.locator("#left").getByRole("button").count(), 0);
  await page.evaluate(() => window.mount(document.querySelector("#left"), { seed: 3 }));
  await page.locator("#left").getByText("Seed 3").waitFor();
});

test("of a cluster that was taken away nothing goes on, though the page keeps its player", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  // The page's own cluster asks for no frames any more.
  await leader(page).waitFor();
  await page.keyboard.press(".");
  await embed(page, ["left", { seed: 1 }]);
  await countFrames(page);
  await leader(page.locator("#left")).waitFor();
  assert.ok((await framesAsked(page)) > 0);
  await page.evaluate(() => window.players.left.unmount());
  assert.equal(await framesAsked(page), 0);
  assert.deepEqual(await page.evaluate(() => window.players.left.events()), []);
});

test("an embedder's error is an Error with a sentence that says what would be right", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["left", { seed: "1", servers: null }]);
  const refusals = await page.evaluate(() => {
    const attempt = (...what) => {
      try {
        window.mount(...what);
        return "it was mounted";
      } catch (error) {
        return error instanceof Error ? error.message : `not an Error: ${error}`;
      }
    };
    const place = () => document.body.appendChild(document.createElement("div"));
    return {
      colour: attempt(place(), { colour: "red" }),
      many: attempt(place(), { servers: 12 }),
      half: attempt(place(), { servers: 2.5 }),
      seed: attempt(place(), { seed: -1 }),
      text: attempt(place(), "seed 7"),
      list: attempt(place(), []),
      nowhere: attempt(document.createElement("div"), {}),
      nothing: attempt(null, {}),
      twice: attempt(document.querySelector("#left"), {}),
      image: attempt(document.createElement("img"), {}),
    };
  });
  assert.match(refusals.colour, /no option “colour”; there are servers, seed, .*focus and keys\./);
  assert.match(refusals.many, /1 to 9 servers, not “12”/);
  assert.match(refusals.half, /1 to 9 servers, not “2\.5”/);
  assert.match(refusals.seed, /A seed is a whole number from 0/);
  assert.match(refusals.text, /options of a cluster are an object/);
  assert.match(refusals.list, /options of a cluster are an object/);
  assert.match(refusals.nowhere, /in no page/);
  assert.match(refusals.nothing, /needs an element of the page/);
  assert.match(refusals.twice, /mounted in this element already/);
  assert.match(refusals.image, /cannot carry a cluster; a div can/);
});

test("an address that asks for the impossible is refused with a sentence, and the page runs all the same", async ({ open }) => {
  for (const [query, sentence] of [
    ["servers=40", "A cluster has 1 to 9 servers, not “40”."],
    ["seed=seven", "not “seven”."],
    ["sneed=7", "There is no option “sneed”"],
  ]) {
    const page = await open({ query, width: 500, height: 400 });
    const alert = page.getByRole("alert").filter({ hasText: sentence });
    assert.doesNotMatch(await alert.innerText(), /Error/);
    await leader(page).waitFor();
    await picture(page, `refused ${query}`);
  }
});

test("a panic ends in one calm screen with the seed and what was done, and the page around goes on", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["left", { seed: 1 }], ["right", { seed: 2 }]);
  const left = page.locator("#left");
  await leader(left).waitFor();
  await act(left, server(left, "S2"), "Crash");
  // What the browser never does: it refuses to make an element. The page must give up then.
  await page.evaluate(() => {
    document.createElement = document.createElementNS = () => {
      throw new Error("no more elements");
    };
  });
  for (const place of ["#left", "#right"]) {
    await page.locator(place).getByRole("heading", { name: "Raftscape has stopped" }).waitFor();
  }
  const account = await left.getByRole("region", { name: "The run as a script" }).innerText();
  assert.match(account, /^servers 5\n.*seed 1\n.*\ncrash S2\n# panicked at/s);
  assert.match(await page.locator("#right").getByRole("region").innerText(), /^servers 5\n.*seed 2\nopening on\n(step 0\n)?# panicked at/s);
  await page.evaluate(() => (document.querySelector("#note").textContent = "still here"));
  await page.getByText("still here").waitFor();
  await page.keyboard.press(" ");
  await picture(page, "a panic");
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
});

/// Takes the page's own cluster away and mounts others, each with its options, in elements of these names.
async function embed(page, ...clusters) {
  await page.locator("#raftscape:not(:has(.shell))").waitFor();
  await page.evaluate(async (clusters) => {
    const { default: init, mount } = await import("./raftscape.js");
    await init();
    window.mount = mount;
    document.body.innerHTML = "<p id='note'>Another page.</p>";
    window.players = {};
    for (const [name, options] of clusters) {
      const place = document.body.appendChild(document.createElement("div"));
      place.id = name;
      place.style.height = "600px";
      window.players[name] = window.mount(place, options);
    }
  }, clusters);
}

test("a page learns what happened to its cluster", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  await embed(page, ["own", { seed: 1, servers: 3 }]);
  const own = page.locator("#own");
  await leader(own).waitFor();
  await act(own, server(own, "S2"), "Crash");
  // What it says with each frame, and what it answers, is another matter.
  const isNews = ({ type }) => !["changed", "answer"].includes(type);
  const events = async () => (await page.evaluate(() => window.players.own.events())).filter(isNews);
  assert.deepEqual(await events(), [
    { type: "ready", servers: 3, seed: "1" },
    { type: "acted", action: "crash S2", refused: undefined },
  ]);
  assert.deepEqual(await events(), []);
});

test("two hundred clusters that came and went leave no listener, no node and no memory behind", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  // The page's own cluster is to be at rest: its run takes more and more room.
  await leader(page).waitFor();
  await page.keyboard.press(".");
  await page.waitForLoadState("networkidle");
  const rounds = (number) =>
    page.evaluate(async (number) => {
      const { default: init, mount } = await import("./raftscape.js");
      await init();
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      for (let round = 0; round < number; round += 1) {
        const place = document.body.appendChild(document.createElement("div"));
        place.style.height = "400px";
        const player = mount(place, { seed: 7 });
        await frame();
        await frame();
        player.unmount();
        player.free();
        place.remove();
      }
      const memory = Object.values(await init()).find((exported) => exported instanceof WebAssembly.Memory);
      return memory.buffer.byteLength;
    }, number);
  const left = await countLeft(page);
  // Until what is used again and again has found its place.
  const warm = await rounds(40);
  const before = await left();
  // A page or two more is how its free places lie; what each round left would be many.
  const grown = (await rounds(200)) - warm;
  assert.ok(grown <= 2 * 65_536, `the memory of the module has grown by ${grown} bytes`);
  const after = await left();
  assert.ok(after.listeners <= before.listeners, JSON.stringify({ before, after }));
  // What the browser has not collected yet of the last ones is not ours; two hundred would be sixty thousand.
  assert.ok(after.nodes <= before.nodes + 2_000, JSON.stringify({ before, after }));
});
