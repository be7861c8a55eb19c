// The examples of embedding, each on a site under some path, driven by what the element offers to every page.
import { countFrames, framesAsked } from "./frames.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { leader } from "./cluster.mjs";

const PATH = "/notes/2026/raft/";

/// Opens an example in a window with more or less room.
const example = (open, name, wishes = {}) => open({ path: PATH, file: `examples/${name}`, ...wishes });

/// Scrolls to a figure and waits until its cluster is there.
async function reach(figure) {
  await figure.scrollIntoViewIfNeeded();
  await figure.evaluate((element) => element.load());
  return figure;
}

const state = (figure) => figure.evaluate((element) => element.getState());

const termOf = ({ servers }, id) => servers.find((server) => server.id === id).term;

/// How often something of the site was asked for.
const asked = (page, file) => page.requests.filter((address) => address.endsWith(`/${file}`)).length;

test("an article: its text is replaced, its links steer the figures, and its sentences show what is", async ({ open }) => {
  const page = await example(open, "article.html");
  const election = await reach(page.locator("#election"));
  assert.equal(await page.locator("pre").first().isVisible(), false);
  await page.getByRole("link", { name: "the moment at which the first timer runs out" }).click();
  await page.locator("[data-raft='leader'][data-raft-for=election]").filter({ hasText: /^none$/ }).waitFor();
  assert.ok((await state(election)).servers.some(({ role }) => role === "candidate"));
  await page.getByRole("link", { name: "the first vote that comes back decides" }).click();
  await page.locator("[data-raft='leader'][data-raft-for=election]").filter({ hasText: /^S\d$/ }).waitFor();
  await page.locator("[data-raft='term of S1']").filter({ hasText: /^1$/ }).waitFor();

  const crash = await reach(page.locator("#crash"));
  const { leader: first, servers } = await state(crash);
  assert.ok(servers.every(({ machine }) => machine.x === 1), JSON.stringify(servers));
  await page.getByRole("link", { name: "Crash the leader" }).click();
  await crash.getByRole("button", { name: new RegExp(`^${first}, crashed`) }).waitFor();
  await page.getByRole("link", { name: "go on to the next leader" }).click();
  await page.locator("#crash ~ p [data-raft=leader]").first().filter({ hasNotText: first }).filter({ hasText: /^S\d$/ }).waitFor();
  assert.notEqual((await state(crash)).leader, first);
  assert.equal(asked(page, "raftscape_bg.wasm"), 1);
});

test("an article: a clip begins and ends where it says, and is played again or taken over", async ({ open }) => {
  const page = await example(open, "article.html");
  const clip = await reach(page.locator("#figure-8"));
  const before = await state(clip);
  assert.equal(before.leader, "S1");
  assert.equal(termOf(before, "S1"), 4);
  await page.locator("[data-raft='committed 2 on majority']").filter({ hasText: /^no$/ }).waitFor();
  await page.getByRole("link", { name: "(d)", exact: true }).click();
  await clip.getByRole("button", { name: "Replay" }).waitFor();
  await clip.getByRole("button", { name: "Take over" }).waitFor();
  const end = await state(clip);
  assert.equal(end.leader, "S5");
  await clip.getByRole("button", { name: "Replay" }).click();
  await page.waitForFunction(async () => (await document.querySelector("#figure-8").getState()).leader === "S1");
});

test("an article: a figure that waits to be asked costs its picture and the loader", async ({ open }) => {
  const page = await example(open, "article.html", { height: 300 });
  const { x, y } = await page.locator("#snapshot").boundingBox();
  assert.ok(y > 1_500, JSON.stringify({ x, y }));
  const snapshot = page.locator("#snapshot");
  await snapshot.scrollIntoViewIfNeeded();
  const poster = snapshot.locator("[part=poster]");
  await poster.evaluate((image) => image.decode());
  assert.ok(await poster.isVisible());
  await snapshot.getByRole("button", { name: /^Start/ }).click();
  await leader(snapshot).waitFor();
  await picture(page, "an article with a figure that was asked for");
});

test("an article: without scripts all of its words are there, and its pictures lead to the full page", async ({ open }) => {
  const page = await example(open, "article.html", { javaScript: false });
  await page.getByText("Three servers elect a leader").waitFor();
  await page.getByText("until quiet within 2s").waitFor();
  const link = page.getByRole("link", { name: "Three servers; the one that was away is about to be sent a snapshot" });
  assert.equal(await link.evaluate(({ href }) => href.slice(location.origin.length)), `${PATH}?scenario=snapshot-catch-up`);
  await picture(page, "an article without scripts");
});

for (const [name, wishes] of Object.entries({
  wide: { width: 1440, height: 900 },
  "on a phone": { width: 390, height: 844, touch: true },
  dark: { colorScheme: "dark" },
})) {
  test(`an article is readable ${name}, and keeps no reader out`, async ({ open }) => {
    const page = await example(open, "article.html", wishes);
    for (const id of ["election", "crash", "figure-8"]) await reach(page.locator(`#${id}`));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing is wider than the window");
    // Each cluster has the landmarks of the others, inside a figure with a name of its own.
    if (!wishes.touch) await assertAccessible(page, { besides: ["landmark-unique"] });
    for (const id of ["election", "crash", "figure-8"]) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await picture(page, `an article ${name} ${id}`);
    }
  });
}

test("a router: a figure comes and goes with its page, on one module, and nothing of it goes on", async ({ open }) => {
  const page = await example(open, "router.html");
  await elects(page);
  await page.locator("[data-raft=leader]").filter({ hasText: /^S\d$/ }).waitFor();
  await page.getByRole("link", { name: "Commitment" }).click();
  const figure = await reach(page.locator("raft-scape"));
  await figure.evaluate((element) => element.seek("end"));
  assert.ok((await state(figure)).events > 0);
  await page.getByRole("link", { name: "Only words" }).click();
  assert.equal(await page.locator("raft-scape").count(), 0);
  await countFrames(page);
  assert.equal(await framesAsked(page), 0);
  await page.getByRole("link", { name: "Elections" }).click();
  await elects(page);
  assert.equal(asked(page, "raftscape_bg.wasm"), 1);
  await picture(page, "a page whose script changes what it shows");
});

/// The figure of this page comes to a leader, without waiting for time to pass.
async function elects(page) {
  const figure = await reach(page.locator("raft-scape"));
  await figure.evaluate((element) => element.seek("leader"));
  await leader(figure).waitFor();
}

test("slides: the steps of a slide steer its cluster, and keys are the cluster's while it has the focus", async ({ open }) => {
  const page = await example(open, "slides/", { height: 720 });
  await page.getByRole("heading", { name: "When a leader dies" }).waitFor();
  assert.equal(asked(page, "raftscape_bg.wasm"), 0, "a slide that is not shown loads nothing");
  await page.keyboard.press("ArrowRight");
  const figure = await reach(page.locator("raft-scape"));
  for (const step of ["One of them leads.", "It dies."]) {
    await page.keyboard.press("ArrowRight");
    await page.getByText(step).and(page.locator(".visible")).waitFor();
  }
  await figure.getByRole("button", { name: /^S\d, crashed/ }).waitFor();
  await page.keyboard.press("ArrowRight");
  await leader(figure, "[^1]").waitFor();
  await picture(page, "slides with a cluster");
  // The address follows a little later.
  await page.waitForFunction(() => location.hash.endsWith("/2"));
  await figure.getByRole("button", { name: /^S\d, leader/ }).focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await page.evaluate(() => location.hash), /\/2$/);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { name: "It took" }).waitFor();
});

test("a course page: a frame in the narrowest sandbox runs, asks for nothing but itself, and is steered by messages", async ({ open }) => {
  const page = await example(open, "course.html");
  const frame = page.frameLocator("iframe");
  const playing = frame.getByRole("button", { name: "Pause", exact: true });
  await playing.waitFor();
  await page.getByText(/asks for a height of \d+ pixels/).waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await frame.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await playing.waitFor();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  const inFrame = page.requests.filter((address) => !/\/(course\.(html|mjs)|page\.css|favicon\.svg)$/.test(address) && /^https?:/.test(address));
  assert.deepEqual(inFrame.map((address) => new URL(address).pathname), [`${PATH}embed.html`]);
  await picture(page, "a course page with a frame");
});

test("a book: the script of a chapter becomes a figure, and its sentences steer it", async ({ open }) => {
  const page = await example(open, "book/elections.html");
  const figure = await reach(page.locator("raft-scape"));
  assert.equal(await page.locator("main pre").isVisible(), false);
  await page.getByRole("link", { name: "the leader", exact: true }).click();
  await page.locator("[data-raft=leader]").filter({ hasText: /^S\d$/ }).waitFor();
  assert.match((await state(figure)).leader, /^S\d$/);
  await picture(page, "a book with a figure");
  await page.getByRole("link", { name: "Commitment" }).first().click();
  await page.waitForURL(/commitment\.html$/);
  const next = await reach(page.locator("raft-scape"));
  assert.equal(termOf(await state(next), "S1"), 4);
});

test("what is said of embedding is a page among the examples, and each of its links leads somewhere", async ({ open }) => {
  const page = await example(open, "index.html");
  await page.getByRole("heading", { name: "Embedding Raftscape" }).waitFor();
  const dead = await page.evaluate(async () => {
    const dead = [];
    for (const { href } of document.links) {
      const address = new URL(href);
      if (address.origin !== location.origin) continue;
      const answer = await fetch(address);
      const there = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!there || (address.hash && !there.getElementById(address.hash.slice(1)))) dead.push(href);
    }
    return dead;
  });
  assert.deepEqual(dead, []);
  await assertAccessible(page);
  await picture(page, "embedding Raftscape");
});
