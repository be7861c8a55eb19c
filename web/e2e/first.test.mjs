// The first minute: what the page says of itself, what its marks mean, and what is read out.
import { assert, assertAccessible, picture, test } from "./harness.mjs";
import { leader, show } from "./cluster.mjs";

const key = (page) => page.getByRole("region", { name: "Key", exact: true });
const keyButton = (page) => page.getByRole("button", { name: "Key", exact: true });
const card = (page) => page.getByRole("tooltip");

test("the key is open at first, closes, and comes back, and the stage stays where it is", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: "seed=7" });
  await leader(page).waitFor();
  await key(page).getByText("A Raft cluster of five servers").waitFor();
  const stage = page.getByRole("group", { name: "Stage" });
  const [before, pane] = [await stage.boundingBox(), await page.getByRole("tabpanel").boundingBox()];
  assert.ok(pane.height >= 300, `${pane.height}`);
  await picture(page, "key");
  await assertAccessible(page);
  await keyButton(page).click();
  assert.equal(await key(page).count(), 0);
  await keyButton(page).click();
  await key(page).waitFor();
  assert.deepEqual(await stage.boundingBox(), before);
  assert.deepEqual(await page.getByRole("tabpanel").boundingBox(), pane);
  await show(page, "Dials");
  assert.equal(await key(page).count(), 0);
});

test("a card says what is under the pointer or has the focus, without covering it, and Escape takes it away", async ({ open }) => {
  const page = await open({ query: "seed=7" });
  const details = page.waitForResponse(/_details\.wasm$/);
  await leader(page).waitFor();
  await details;
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await leader(page).hover();
  await card(page).getByText("The leader: it takes the commands").waitFor();
  const [mark, box] = [await leader(page).boundingBox(), await card(page).boundingBox()];
  const apart = box.y + box.height <= mark.y || box.y >= mark.y + mark.height;
  assert.ok(apart, JSON.stringify([mark, box]));
  await page.keyboard.press("Escape");
  await card(page).waitFor({ state: "hidden" });
  await page.mouse.move(0, 0);
  await leader(page).focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await card(page).getByText("The leader: it takes the commands").waitFor();
  assert.equal(await leader(page).getAttribute("aria-describedby"), await card(page).getAttribute("id"));
});

test("one place is read out in every layout, and the story is quiet", async ({ open }) => {
  for (const [width, height] of [[1280, 720], [500, 400]]) {
    const page = await open({ width, height, query: "seed=7" });
    const live = page.locator("#raftscape p[aria-live=polite]");
    await live.filter({ hasText: /wins term/ }).waitFor({ state: "attached" });
    assert.equal(await live.count(), 1);
    await show(page, "Story");
    assert.equal(await page.getByRole("log").getAttribute("aria-live"), "off");
    assert.equal(await live.count(), 1);
  }
});
