// The stage, as a reader sees it in windows of all sizes, and as assistive technology reads it.
import { LED, act, leader, nameOf, server, SERVERS } from "./cluster.mjs";
import { assert, picture, test } from "./harness.mjs";

const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 500, height: 400 },
  { width: 390, height: 844 },
];

const message = (page, name) => page.getByRole("button", { name });

test("an election is seen message by message, and then a leader, without a click", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  for (const id of SERVERS) await server(page, id).waitFor();
  await message(page, /^RequestVote, S\d to S\d$/).first().waitFor();
  await message(page, /^RequestVote reply ok, S\d to S\d$/).first().waitFor();
  await leader(page).waitFor();
  await message(page, /^AppendEntries, (1 entry|heartbeat)(, commit \d+)?, S\d to S\d$/).first().waitFor();
});

for (const size of WINDOWS) {
  for (const [servers, colorScheme] of [[5, "light"], [5, "dark"], [9, "light"]]) {
    const about = `${size.width} × ${size.height}, ${servers} servers, ${colorScheme}`;
    test(`nothing on the stage overlaps or is clipped: ${about}`, async ({ open }) => {
      const page = await open({ ...size, colorScheme, query: `seed=7&servers=${servers}` });
      await leader(page).waitFor();
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      assert.deepEqual(await crowded(page), []);
      await picture(page, `stage ${about}`);
    });
  }
}

test("a focused message that lands passes its focus on to its receiver", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  const flying = message(page, /^AppendEntries, 1 entry(, commit \d+)?, S\d to S\d$/).first();
  const receiver = (await nameOf(flying)).slice(-2);
  await flying.focus();
  await page.waitForFunction((id) => document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.activeElement?.id === id, receiver);
});

test("an append is met by a press on its middle, where its entries are drawn", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const append = message(page, /^AppendEntries, 1 entry(, commit \d+)?, S\d to S\d$/).first();
  await append.waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const name = await nameOf(append);
  await act(page, append, "Why?");
  await page.getByRole("heading", { name: `Selected: ${name}` }).waitFor();
});

test("messages that wait at a disk say for what, and one that leaves keeps the focus", async ({ open }) => {
  // Steps that do not glide have ended when the key is released, so that none goes further than is looked at.
  const page = await open({ reducedMotion: "reduce", query: "seed=7" });
  // To the very event, so that no reply of a later heartbeat joins the four.
  while ((await leader(page).count()) === 0) await page.keyboard.press("ArrowRight");
  await act(page, server(page, "S2"), "Time out now");
  const waiting = message(page, /^S2 disk, 4 messages wait$/);
  await act(page, waiting, "Why?");
  await page.getByText(/^until this is on S2's disk, at [\d.]+ ms: term 2, vote for S2/).waitFor();
  await picture(page, "messages wait at a disk");
  await waiting.focus();
  await page.keyboard.press("Enter");
  const others = page.getByRole("menuitem", { name: /^RequestVote, S\d to S\d$/ });
  assert.equal(await others.count(), 3);
  await page.keyboard.press("Escape");
  while ((await waiting.count()) > 0) await page.keyboard.press("ArrowRight");
  // The focus follows with the next drawing.
  await message(page, /^RequestVote, S\d to S\d$/).and(page.locator("*:focus")).waitFor();
});

test("messages that lie on each other are listed in the menu of each", async ({ open }) => {
  // It opens at the first vote, and time stands.
  const page = await open({ query: "seed=7", reducedMotion: "reduce" });
  const vote = message(page, /^RequestVote, S\d to S\d$/).first();
  await vote.waitFor();
  const name = await nameOf(vote);
  await act(page, vote, "Duplicate");
  const both = message(page, new RegExp(`^${name}$`));
  assert.equal(await both.count(), 2);
  await both.first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name }).click();
  await page.getByRole("menuitem", { name: "Drop", exact: true }).click();
  assert.equal(await both.count(), 1);
});

test("with reduced motion nothing on the stage moves by itself", async ({ open }) => {
  const page = await open({ reducedMotion: "reduce", query: "seed=7" });
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.getByRole("button", { name: "Step forward" }).click();
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
});

/// What is written on the servers or the clients' chips outside the stage, or over something else that is.
function crowded(page) {
  return page.evaluate(() => {
    const stage = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot.querySelector("[aria-label=Stage]");
    const around = stage.getBoundingClientRect();
    const things = [...stage.querySelectorAll(".nodes text, .labels text, .dock text")].map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const inset = (bottom - top) / 5;
      return { words: text.textContent, left, right, top: top + inset, bottom: bottom - inset };
    });
    const clipped = things.filter(
      ({ left, right, top, bottom }) =>
        left < around.left || right > around.right || top < around.top || bottom > around.bottom,
    );
    const over = things.flatMap((one, place) =>
      things
        .slice(place + 1)
        .filter((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom)
        .map((two) => `${one.words} over ${two.words}`),
    );
    return [...clipped.map(({ words }) => `${words} is clipped`), ...over];
  });
}
