// Several instances of the module on one page: what they share, and what each has for itself.
import { assert, test } from "./harness.mjs";
import { leader } from "./cluster.mjs";

test("instances share one download, and each loads its parts into a memory of its own", async ({ open }) => {
  const page = await open({ query: "seed=7", height: 1700 });
  const [left, right] = await embed(page, { seed: 1 }, { seed: 2, servers: 3 });
  for (const place of [left, right]) {
    await leader(place).waitFor();
    await place.getByRole("button", { name: "Script…" }).click();
    await place.getByRole("textbox", { name: "Script" }).waitFor();
    await place.page().keyboard.press("Escape");
  }
  assert.equal(await page.evaluate(() => new Set(window.memories).size), 2);
  for (const file of ["raftscape_bg.wasm", "raftscape_script.wasm", "raftscape_details.wasm"]) {
    assert.equal(page.requests.filter((address) => address.endsWith(file)).length, 1, file);
  }
});

test("a panic in one instance leaves the clusters of another as they are", async ({ open }) => {
  const page = await open({ query: "seed=7", height: 1700 });
  const [left, right] = await embed(page, { seed: 1 }, { seed: 2 });
  await leader(left).waitFor();
  await right.getByRole("button", { name: "Pause", exact: true }).click();
  // What the browser never does: it refuses to put anything into the left one.
  await page.evaluate(() => {
    const insert = Node.prototype.insertBefore;
    Node.prototype.insertBefore = function (...what) {
      if (this.getRootNode().host?.id === "cluster0") throw new Error("no more elements");
      return insert.apply(this, what);
    };
  });
  await left.getByRole("heading", { name: "Raftscape has stopped" }).waitFor();
  assert.equal(await right.getByRole("heading", { name: "Raftscape has stopped" }).count(), 0);
  await right.getByRole("button", { name: "Play", exact: true }).click();
  await leader(right).waitFor();
  assert.ok(page.mistakes.length > 0, "the browser's console has the error");
  page.mistakes.length = 0;
});

/// Takes the page's own cluster away, and mounts each of these in an instance of its own.
async function embed(page, ...clusters) {
  await leader(page).waitFor();
  await page.evaluate(async (clusters) => {
    const { create } = await import("./raftscape.js");
    document.body.innerHTML = "<p>Another page.</p>";
    window.memories = [];
    for (const [number, options] of clusters.entries()) {
      const { init, mount } = create();
      const exported = await init();
      window.memories.push(Object.values(exported).find((it) => it instanceof WebAssembly.Memory));
      const place = document.body.appendChild(document.createElement("div"));
      place.id = `cluster${number}`;
      place.style.height = "800px";
      mount(place, options);
    }
  }, clusters);
  return clusters.map((_, number) => page.locator(`#cluster${number}`));
}
