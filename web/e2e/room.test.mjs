// The room that everything has, in windows of all sizes, and that nothing of it moves because a run goes on.
import { LED, act, hurry, leader, leaderId, server, show } from "./cluster.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";

const SIZES = [
  [1920, 1080],
  [1366, 625],
  [1280, 720],
  [1024, 768],
  [900, 560],
  [500, 400],
  [390, 844],
  [360, 640],
  [320, 256],
];
const PANES = ["Why?", "Story", "Clients", "Dials"];

const box = async (thing) => thing.boundingBox();
const pane = (page) => page.getByRole("tabpanel");

test("the reading pane has room on a projector, with five servers and with nine", async ({ open }) => {
  for (const [servers, least] of [[5, 300], [9, 240]]) {
    const page = await open({ width: 1280, height: 720, query: `seed=5&servers=${servers}` });
    await leader(page).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    assert.ok((await box(pane(page))).height >= least, `${servers} servers`);
    await act(page, server(page, "S1"), "Why?");
    await page.getByRole("heading", { name: /^Selected: S1/ }).waitFor();
    const fact = await box(pane(page).locator("dl > div").nth(6));
    const around = await box(pane(page));
    assert.ok(fact.y + fact.height <= around.y + around.height, "seven facts are seen without scrolling");
    await picture(page, `why ${servers} servers`);
  }
});

test("fifteen presses on one place meet the same button while a busy run goes on", async ({ open }) => {
  for (const [width, height] of [[1280, 720], [1024, 768]]) {
    const page = await open({ width, height, query: LED });
    await leader(page).waitFor();
    await hurry(page);
    const button = await box(page.getByRole("button", { name: "Random command" }));
    const place = { x: button.x + button.width / 2, y: button.y + button.height / 2 };
    for (let press = 0; press < 15; press += 1) {
      assert.equal(await nameAt(page, place), "Random command", `press ${press} at ${width} × ${height}`);
      const before = await page.locator("output").innerText();
      await page.mouse.click(place.x, place.y);
      await page.waitForFunction((before) => {
        const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
        return root.querySelector("output").textContent !== before;
      }, before);
    }
    await show(page, "Clients");
    // The first command of the page, and those fifteen.
    await page.getByText(/^1?\d earlier operations of C1 are not shown\.$/).waitFor();
  }
});

test("nothing changes its height or its place because the run goes on", async ({ open }) => {
  for (const [width, height] of [[1280, 720], [500, 400]]) {
    const page = await open({ width, height, query: LED });
    await leader(page).waitFor();
    const before = await places(page);
    if (width > 1000) for (let number = 0; number < 5; number += 1) await page.getByRole("button", { name: "Random command" }).click();
    await hurry(page);
    await page.getByText(/^[2-9],\d+\.\d ms$/).waitFor();
    assert.deepEqual(await places(page), before);
  }
});

test("a hold is said without moving the stage", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  await show(page, "Dials");
  const before = await places(page);
  await page.getByRole("checkbox", { name: "Hold timers" }).check();
  await page.getByText("Held (step these manually): timers.").waitFor();
  assert.deepEqual(await places(page), before);
  await picture(page, "held timers");
});

for (const [place, [width, height]] of SIZES.entries()) {
  test(`everything is inside the window, and an accessibility scan finds nothing: ${width} × ${height}`, async ({ open }) => {
    const [colorScheme, servers] = place % 2 === 0 ? ["light", 5] : ["dark", 9];
    const page = await open({ width, height, colorScheme, query: `seed=7&servers=${servers}` });
    await leader(page).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    for (const name of PANES) {
      await show(page, name);
      await page.getByRole("tabpanel", { name, exact: true }).waitFor();
      assert.deepEqual(await outside(page), [], name);
    }
    await picture(page, `room ${width} × ${height} ${colorScheme}`);
    await assertAccessible(page);
  });
}

test("a narrow page keeps the stage in sight beside what is read", async ({ open }) => {
  for (const [width, height] of [[500, 400], [360, 640]]) {
    const page = await open({ width, height, query: LED });
    await leader(page).waitFor();
    await show(page, "Logs");
    const stage = await box(page.getByRole("group", { name: "Stage" }));
    assert.ok(stage.width >= 150 && stage.height >= 120, JSON.stringify(stage));
    const sheet = await box(pane(page));
    assert.ok(sheet.x >= stage.x + stage.width || sheet.y >= stage.y + stage.height, "they do not overlap");
    await show(page, "Stage");
    assert.equal(await pane(page).count(), 0);
  }
});

test("what a narrow header has no room for is in a menu under the same names", async ({ open }) => {
  for (const [width, height] of [[500, 400], [360, 640]]) {
    const page = await open({ width, height, query: LED });
    await leader(page).waitFor();
    for (const name of ["New run", "Partition…", "Script…", "9 checks hold", "Help"]) {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      const close = await box(page.getByRole("dialog").getByRole("button", { name: /^(Close|Cancel)$/ }));
      assert.ok(close.y + close.height <= height, `${name} can be closed at ${width} × ${height}`);
      await page.keyboard.press("Escape");
    }
  }
});

test("stage and letters grow with the room", async ({ open }) => {
  const sizes = [];
  for (const [width, height] of [[1280, 720], [1600, 900], [2560, 1440]]) {
    const page = await open({ width, height, query: LED });
    await leader(page).waitFor();
    sizes.push(
      await page.evaluate(() => {
        const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
        const size = (selector) => parseFloat(getComputedStyle(root.querySelector(selector)).fontSize);
        return { name: size(".nodes .name"), letters: size(".app") };
      }),
    );
  }
  assert.ok(sizes.slice(1).every(({ name }) => name >= 24), JSON.stringify(sizes));
  assert.ok(sizes.every(({ letters }, place) => place === 0 || letters > sizes[place - 1].letters), JSON.stringify(sizes));
});

test("the size of letters of the page around a mount does not reach into it", async ({ open }) => {
  const page = await open({ query: LED });
  await leader(page).waitFor();
  const before = await places(page);
  await page.addStyleTag({ content: "html { font-size: 30px; letter-spacing: 3px; line-height: 3 }" });
  assert.deepEqual(await places(page), before);
});

test("the strips fold and unfold, and the time axis has numbers and no empty half", async ({ open }) => {
  const page = await open({ width: 1366, height: 625, query: LED });
  await leader(page).waitFor();
  const unfold = page.getByRole("button", { name: "A strip per server" });
  assert.equal(await unfold.getAttribute("aria-expanded"), "false");
  const folded = (await box(page.locator(".strips"))).height;
  await unfold.click();
  assert.ok((await box(page.locator(".strips"))).height > folded);
  await hurry(page);
  await page.getByText(/^[2-9],\d+\.\d ms$/).waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const { cursor, whole, numbers } = await page.evaluate(() => {
    const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
    return {
      cursor: root.querySelector(".cursor").getBoundingClientRect().left,
      whole: root.querySelector(".strips").getBoundingClientRect().width,
      numbers: root.querySelectorAll(".strips .at").length,
    };
  });
  assert.ok(cursor > whole * 0.85, `now is at ${cursor} of ${whole}`);
  assert.ok(numbers >= 5, `${numbers} numbers`);
});

test("every name that holds is there", async ({ open }) => {
  const page = await open({ width: 1280, height: 720, query: LED });
  const id = await leaderId(page);
  const message = page.getByRole("button", { name: new RegExp(`, ${id} to S\\d$`) }).first();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  while ((await message.count()) === 0) await page.getByRole("button", { name: "Step forward" }).click();
  const names = {
    button: ["Play", "Step forward", "Next event of interest", "New run", "Partition…", "Submit", "Random command", "9 checks hold", "Help"],
    slider: ["Speed", "Time"],
    checkbox: ["Auto"],
    textbox: ["Command"],
    combobox: ["Send to"],
    tab: PANES,
    table: ["Logs"],
    log: ["Story"],
  };
  for (const [role, all] of Object.entries(names)) {
    for (const name of all) assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
  await page.getByText("Seed 7").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Link S\d to S\d$/ }).count(), 20);
  const items = async (thing) => {
    await thing.click();
    const items = await page.getByRole("menuitem").allInnerTexts();
    await page.keyboard.press("Escape");
    return items;
  };
  const has = (found, wanted) => assert.deepEqual(wanted.filter((name) => !found.includes(name)), [], found.join());
  has(await items(leader(page)), ["Crash", "Pause process", "Isolate", "Time out now", "Take snapshot", "Stall disk"]);
  has(await items(message), ["Drop", "Deliver now", "Duplicate", "Delay"]);
  await act(page, server(page, "S2"), "Isolate");
  await act(page, server(page, "S2"), "Crash");
  has(await items(server(page, "S2")), ["Restart", "Reconnect", "Wipe disk"]);
  await act(page, server(page, "S3"), "Stall disk");
  await act(page, server(page, "S3"), "Pause process");
  has(await items(server(page, "S3")), ["Resume process", "Release disk"]);
  await page.getByRole("button", { name: "9 checks hold" }).click();
  await page.getByRole("list", { name: "Safety checks" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByText(/^Fingerprint [0-9a-f]{16}$/).waitFor();
});

/// The name of the button at a place of the window.
function nameAt(page, { x, y }) {
  return page.evaluate(
    ([x, y]) => {
      const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
      const button = root.elementFromPoint(x, y).closest("button");
      return button?.getAttribute("aria-label") ?? button?.textContent;
    },
    [x, y],
  );
}

/// Where all that can be pressed is, and the parts that hold it, but for what the run itself shows.
function places(page) {
  return page.evaluate(() => {
    const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
    const all = root.querySelectorAll(".stage, .caption, .pane, .strips, .tabs, header button, header input, .controls button, .controls input");
    return [...all].map((thing) => {
      const { x, y, width, height } = thing.getBoundingClientRect();
      const name = thing.getAttribute("aria-label") ?? thing.className;
      return `${name}: ${[x, y, width, height].map(Math.round)}`;
    });
  });
}

/// What can be pressed and lies outside of the window or of what holds it; of what scrolls, what lies beside it.
function outside(page) {
  return page.evaluate(() => {
    const root = document.querySelector("#raftscape").shadowRoot.querySelector("[part=stage]").shadowRoot;
    const all = root.querySelectorAll("header button, header input, header select, .controls *, .tabs button, .more, .pane button, .pane input");
    return [...all]
      .filter((thing) => {
        const { left, right, top, bottom, width } = thing.getBoundingClientRect();
        const scrolls = thing.closest(".pane, .l-scroll") !== null;
        return width > 0 && (left < -1 || right > innerWidth + 1 || (!scrolls && (top < -1 || bottom > innerHeight + 1)));
      })
      .map((thing) => thing.getAttribute("aria-label") ?? thing.textContent);
  });
}
