// What the page around a mount chooses: its controls, what a reader may do, whom to look at, and its colours.
import { leader, server } from "./cluster.mjs";
import { assert, assertAccessible, picture, test } from "./harness.mjs";

const SIZES = [[300, 200], [500, 400], [390, 844], [800, 450], [1280, 720]];

/// Mounts a cluster with these options in the place of the page, in so much room.
async function mounted(open, options, { width, height, ...wishes }, style = {}) {
  const page = await open({ width, height, query: "seed=7", ...wishes });
  await page.locator("#raftscape:not(:has(.shell))").waitFor();
  await page.evaluate(async ({ options, style }) => {
    const main = document.querySelector("main");
    const figure = document.createElement("div");
    figure.id = "figure";
    Object.assign(figure.style, { height: "100vh", minHeight: "0" });
    for (const [name, value] of Object.entries(style)) figure.style.setProperty(name, value);
    main.replaceWith(Object.assign(document.createElement("main"), { id: "host" }));
    const title = Object.assign(document.createElement("h1"), { textContent: "A post" });
    Object.assign(title.style, { position: "absolute", clipPath: "inset(50%)" });
    document.querySelector("#host").append(title, figure);
    const { default: init, mount } = await import("./raftscape.js");
    await init();
    window.player = mount(figure, { seed: 7, ...options });
  }, { options, style });
  await leader(page).waitFor();
  // A bar on one line comes with the details.
  if (options.controls !== "none") await page.locator("#figure").getByRole("region", { name: "Time" }).waitFor();
  return page;
}

/// What is wider or higher than the window. The lines of the story scroll out of sight.
const outside = (page) => page.evaluate(() => {
  const things = [...document.querySelector("#figure").shadowRoot.querySelectorAll("button, .caption, .strips, .stage, .bar")];
  return things.filter((it) => {
    const { left, right, top, bottom, width } = it.getBoundingClientRect();
    return width > 1 && !it.closest(".story") && (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5);
  }).map((it) => `${it.className} ${it.textContent}`.slice(0, 40));
});

const colour = (page, selector, name = "backgroundColor") => page.evaluate(([selector, name]) =>
  getComputedStyle(document.querySelector("#figure").shadowRoot.querySelector(selector))[name], [selector, name]);

for (const controls of ["auto", "none", "full"]) {
  test(`everything has its place in windows of all sizes: controls ${controls}`, async ({ open }) => {
    for (const [width, height] of SIZES) {
      if (controls === "full" && width === 300) continue;
      const page = await mounted(open, { controls }, { width, height });
      assert.deepEqual(await outside(page), [], `${width} × ${height}`);
      assert.equal(await page.locator("#figure header").count(), controls === "full" && height > 480 ? 1 : 0);
      assert.equal(await page.getByRole("region", { name: "Time" }).count(), controls === "none" ? 0 : 1);
      const stage = await page.locator("#figure .stage").boundingBox();
      if (controls !== "full") assert.ok(stage.height > 0.55 * height, `the stage has most of ${width} × ${height}`);
      await assertAccessible(page);
      await picture(page, `outfit ${controls} ${width} ${height}`);
    }
  });
}

test("in the small bar, panes open and close, and the menu has what has no room", async ({ open }) => {
  const page = await mounted(open, { controls: "auto" }, { width: 500, height: 400 });
  const logs = page.getByRole("button", { name: "Logs", exact: true });
  await logs.click();
  await page.getByRole("table", { name: "Logs" }).waitFor();
  await logs.click();
  await page.getByRole("table", { name: "Logs" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Clients", exact: true }).click();
  await page.getByRole("textbox", { name: "Command" }).waitFor();
  const strips = await page.locator("#figure .strips").boundingBox();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.mouse.click(strips.x + 60, strips.y + strips.height / 2);
  await page.waitForFunction(() => {
    const slider = document.querySelector("#figure").shadowRoot.querySelector(".strips");
    return Number(slider.getAttribute("aria-valuenow")) < Number(slider.getAttribute("aria-valuemax")) / 2;
  });
});

test("who may only watch gets Why? in the place of menus", async ({ open }) => {
  const page = await mounted(open, { controls: "auto", interactive: false }, { width: 800, height: 450 });
  await server(page, "S2").click();
  await page.getByRole("heading", { name: /^Selected: S2/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Crash" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Dials" }).count(), 0);
});

test("all but those to look at is faint", async ({ open }) => {
  const page = await mounted(open, { focus: "S1 S2" }, { width: 1280, height: 720 });
  const opacity = (id) => server(page, id).evaluate((it) => getComputedStyle(it.closest(".node")).opacity);
  assert.equal(await opacity("S1"), "1");
  assert.ok(Number(await opacity("S3")) < 0.5);
});

test("the theme of the element wins over the system's, and colours of the page over both", async ({ open }) => {
  const size = { width: 500, height: 400 };
  const light = await colour(await mounted(open, {}, { ...size, colorScheme: "light" }), ".app");
  const dark = await colour(await mounted(open, {}, { ...size, colorScheme: "dark" }), ".app");
  assert.notEqual(light, dark);
  for (const [colorScheme, theme, expected] of [["light", "dark", dark], ["dark", "light", light]]) {
    const page = await mounted(open, {}, { ...size, colorScheme });
    await page.evaluate((theme) => document.querySelector("#figure").setAttribute("theme", theme), theme);
    assert.equal(await colour(page, ".app"), expected, `${theme} on a ${colorScheme} system`);
  }
  const own = await mounted(open, {}, size, { "--raft-paper": "rgb(255, 240, 200)", "--raft-serif": "Papyrus" });
  assert.equal(await colour(own, ".app"), "rgb(255, 240, 200)");
  assert.equal(await colour(own, ".caption", "fontFamily"), "Papyrus");
});

test("the clusters of a page share their style sheets", async ({ open }) => {
  const page = await mounted(open, {}, { width: 800, height: 900 });
  const shared = await page.evaluate(async () => {
    const other = document.querySelector("#host").appendChild(document.createElement("div"));
    const { default: init, mount } = await import("./raftscape.js");
    await init();
    const player = mount(other, { seed: 3 });
    const [one, two] = [document.querySelector("#figure"), other].map((it) => it.shadowRoot.adoptedStyleSheets);
    const same = two.every((sheet) => one.includes(sheet));
    player.unmount();
    return { same, count: two.length };
  });
  assert.ok(shared.same && shared.count > 0, JSON.stringify(shared));
});
