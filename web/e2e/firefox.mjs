// The page in the other browser: that it starts there, and does what is asked of it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openFirefox } from "./webdriver.mjs";

const LIMIT = 120_000;

describe("Firefox", () => {
  let firefox;

  before(async () => {
    firefox = await openFirefox({ path: "/course/week-3/" });
  }, { timeout: LIMIT });

  after(() => firefox?.close());

  test("opens the page, sees a leader, crashes it, and sees another", { timeout: LIMIT }, async () => {
    await firefox.open("?seed=7");
    const leader = await firefox.find("button", /^S\d, leader, term 1\b/);
    const first = await nameOf(leader);
    await firefox.picture("Firefox with a leader");
    await firefox.click(leader);
    await firefox.click(await firefox.find("menuitem", /^Crash$/));
    await firefox.find("button", new RegExp(`^${first}, crashed`));
    await firefox.pull(await firefox.find("slider", /^Speed$/), 12);
    const second = await nameOf(await firefox.find("button", /^S\d, leader, term [^1]/));
    assert.notEqual(second, first);
    await firefox.picture("Firefox with another leader");
  });

  test("shows a figure in an article, on which a link acts", { timeout: LIMIT }, async () => {
    await firefox.open("examples/article.html");
    await firefox.click(await firefox.find("link", /^Crash the leader$/));
    await firefox.find("button", /^S\d, crashed/);
    await firefox.picture("Firefox with an article");
  });

  const nameOf = async (server) => (await firefox.run((server) => server.getAttribute("aria-label"), server)).slice(0, 2);
});
