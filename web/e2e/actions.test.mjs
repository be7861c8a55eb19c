// What a reader does to the cluster by pointer, and what comes of it.
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { LED, act, entries, hurry, leader, leaderId, nameOf, server, submit, show } from "./cluster.mjs";

test("crashing the leader by its menu brings another, and restarting brings the old one back as a follower", async ({ open }) => {
  const page = await open({ query: LED });
  const old = await leaderId(page);
  await act(page, leader(page), "Crash");
  await server(page, old).and(page.getByRole("button", { name: /crashed/ })).waitFor();
  await hurry(page);
  const next = await leaderId(page, "[2-9]");
  assert.notEqual(next, old);
  await submit(page, "set y 5");
  await entries(page, next, "set y 5, applied").waitFor();
  await act(page, server(page, old), "Restart");
  await server(page, old).and(page.getByRole("button", { name: /follower/ })).waitFor();
  await entries(page, old, "set y 5, applied").waitFor();
});

test("a leader that was cut off has its log repaired when it comes back", async ({ open }) => {
  const page = await open({ query: LED });
  const old = await leaderId(page);
  await act(page, leader(page), "Isolate");
  await submit(page, "set z 9");
  await entries(page, old, "set z 9, not committed").waitFor();
  await hurry(page);
  const next = await leaderId(page, "[2-9]");
  await act(page, server(page, old), "Reconnect");
  // Its client has asked again, so the same command may stand there in another term.
  await entries(page, old, "term 1, set z 9").waitFor({ state: "detached" });
  await server(page, old).and(page.getByRole("button", { name: /follower/ })).waitFor();
  assert.notEqual(next, old);
});

test("dropping one vote by click changes the election", async ({ open }) => {
  // With reduced motion the page opens paused at the first vote. Of two servers each needs the other's.
  const times = [];
  for (const drop of [false, true]) {
    const page = await open({ query: "seed=7&servers=2", reducedMotion: "reduce" });
    const vote = await toTheVote(page);
    if (drop) await act(page, vote, "Drop");
    await page.getByRole("button", { name: "Next event of interest" }).click();
    await leader(page).waitFor();
    times.push(parseFloat(await page.getByRole("status").innerText()));
  }
  assert.ok(times[0] < times[1], `without the vote the leader must come later: ${times}`);
});

test("a message can be delayed, doubled and pushed to its end", async ({ open }) => {
  const page = await open({ query: "seed=7&servers=2", reducedMotion: "reduce" });
  const vote = await toTheVote(page);
  await act(page, vote, "Duplicate");
  await page.getByRole("button", { name: /^RequestVote reply ok/ }).nth(1).waitFor();
  await act(page, vote.first(), "Delay");
  await act(page, vote.first(), "Deliver now");
  await leader(page, 1).waitFor();
});

test("links are cut and healed one way, both ways, and by a partition", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await server(page, "S3").click();
  await page.getByRole("menuitem", { name: "Link S1 to S3" }).click();
  await page.getByRole("menuitem", { name: "Cut S1 to S3" }).click();
  await server(page, "S3").click();
  await page.getByRole("menuitem", { name: "Link S1 to S3" }).click();
  await page.getByRole("menuitem", { name: "Heal" }).click();

  await page.getByRole("button", { name: "Partition…" }).click();
  for (const id of ["S4", "S5"]) {
    await page.getByRole("group", { name: id, exact: true }).getByText("B").click();
  }
  await page.getByText("S1, S2, S3 | S4, S5").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Partition", exact: true }).click();
  await page.getByText(/S1, S2, S3 .*S4, S5/).first().waitFor();
});

test("what cannot be done is said and nothing is lost", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  await submit(page, "put x");
  await page.getByRole("alert").getByText(/set/).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Command" }).inputValue(), "put x");
  await leader(page).click();
  const item = page.getByRole("menuitem", { name: "Time out now" });
  assert.equal(await item.getAttribute("aria-disabled"), "true");
  await picture(page, "menu of a leader");
  await assertAccessible(page);
});

test("a dial that is turned is an action of the run", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  await show(page, "Dials");
  await page.getByRole("spinbutton", { name: "Loss" }).fill("100");
  await page.getByRole("spinbutton", { name: "Loss" }).press("Enter");
  await hurry(page);
  // Nothing arrives any more: sooner or later every other server starts an election.
  await page.getByRole("button", { name: /^S\d, candidate/ }).nth(2).waitFor();
  await assertAccessible(page);
});

/// Steps until the first vote is on its way back; the button of that vote.
async function toTheVote(page) {
  const vote = page.getByRole("button", { name: /^RequestVote reply ok/ });
  for (let steps = 0; steps < 40 && (await vote.count()) === 0; steps++) {
    await page.getByRole("button", { name: "Step forward" }).click();
  }
  assert.match(await nameOf(vote), /^RequestVote reply ok, S\d to S\d/);
  return vote;
}
