// The logs: what a command leaves in them, and how a follower that fell behind catches up by a snapshot.
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { LED, SERVERS, act, answered, entries, hurry, leader, leaderId, machine, server, submit } from "./cluster.mjs";

test("a submitted command is committed in every row and applied in every machine", async ({ open }) => {
  const page = await open({ query: LED });
  await leaderId(page);
  await submit(page, "set y 41");
  await hurry(page);
  for (const id of SERVERS) {
    await entries(page, id, "set y 41, applied").waitFor();
    await machine(page, id).getByText("41").waitFor();
  }
  await answered(page, "set y 41", "y = 41");
});

test("a follower that missed thirty commands comes back by chunks of a snapshot", async ({ open }) => {
  const page = await open({ query: LED });
  const first = await leaderId(page);
  const late = SERVERS.find((id) => id !== first);
  await act(page, server(page, late), "Crash");
  await hurry(page);
  // The page's own first operation must come first, or the sums differ.
  await answered(page, "set x 1", "x = 1");
  for (let number = 1; number <= 30; number++) {
    await submit(page, "add x 1");
    await answered(page, "add x 1", `x = ${number + 1}`);
  }
  await slow(page);
  await act(page, server(page, late), "Restart");
  await page.getByRole("button", { name: new RegExp(`^InstallSnapshot, chunk \\d+ of \\d+, S\\d to ${late}$`) }).first().waitFor();
  await page.getByRole("button", { name: new RegExp(`^${late} receives a snapshot up to \\d+`) }).waitFor();
  await picture(page, "snapshot arriving");
  await hurry(page);
  const folded = page.getByRole("button", { name: new RegExp(`^${late} snapshot up to \\d+`) });
  await folded.waitFor();
  await machine(page, late).getByText("31").waitFor();
  const texts = await Promise.all(SERVERS.map((id) => machine(page, id).innerText()));
  assert.equal(new Set(texts).size, 1, texts.join(" | "));
  await picture(page, "snapshot installed");
});

test("a log entry and a snapshot can be selected, and say what they are and why", async ({ open }) => {
  const page = await open({ query: LED });
  const id = await leaderId(page);
  await hurry(page);
  await entries(page, id, "applied").nth(1).waitFor();
  await act(page, leader(page), "Take snapshot");
  await page.getByRole("button", { name: new RegExp(`^${id} snapshot up to \\d+`) }).click();
  await page.getByRole("heading", { name: /^Selected: S\d snapshot up to \d+/ }).waitFor();
  await entries(page, id).last().click();
  await page.getByRole("heading", { name: /^Selected: S\d entry \d+, term 1/ }).waitFor();
  await page.getByText(/yes, as S\d knows/).waitFor();
  await assertAccessible(page);
});

/// Back to a speed at which what is on its way can be seen.
async function slow(page) {
  await page.getByRole("slider", { name: "Speed" }).fill("6");
}
