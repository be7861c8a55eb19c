// Firefox with the built site in it, driven by geckodriver: what the W3C's WebDriver protocol calls commands are requests of a
// line each, so no library stands between.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";

const { RAFTSCAPE_FIREFOX } = process.env;
if (!RAFTSCAPE_FIREFOX) throw new Error("please run this with `cargo xtask test firefox`, which finds Firefox and its driver");

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const pictures = new URL("../../target/screenshots/", import.meta.url);

// Long enough for a busy machine; a test that waits that long has failed.
const PATIENCE = 20_000;

/// Starts the driver and Firefox, and serves the built site under `path`.
export async function openFirefox({ path = "/" } = {}) {
  const [driver, address] = await startDriver();
  try {
    const { sessionId } = await request("POST", `${address}/session`, {
      capabilities: {
        alwaysMatch: {
          browserName: "firefox",
          "moz:firefoxOptions": { binary: RAFTSCAPE_FIREFOX, args: ["-headless", "--width=1280", "--height=800"] },
        },
      },
    });
    return new Firefox(driver, `${address}/session/${sessionId}`, await serve(dist, { path }));
  } catch (error) {
    driver.kill();
    throw error;
  }
}

/// One window of Firefox.
class Firefox {
  constructor(driver, session, site) {
    Object.assign(this, { driver, session, site });
  }

  /// Opens an address of the site.
  open(address) {
    return this.#post("url", { url: new URL(address, this.site.url).href });
  }

  /// What a function gives in the page, which sees none of the test's own names but its arguments.
  run(body, ...args) {
    return this.#post("execute/sync", { script: `return (${body})(...arguments);`, args });
  }

  /// The first element of this role, inside shadow roots as well, whose name matches. Waits until there is one.
  async find(role, name) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await this.run(seek, role, name.source);
      if (found) return found;
      if (Date.now() > end) throw new Error(`Firefox shows no ${role} called ${name}; it shows:\n${await this.run(shown)}`);
      await new Promise((later) => setTimeout(later, 100));
    }
  }

  /// Moves the pointer to the middle of an element and presses there. The protocol's own command for that refuses a group of
  /// an SVG, which has no box that could be scrolled into view.
  async click(element) {
    const [x, y] = await this.run(middle, element);
    const press = [{ type: "pointerMove", x, y }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.#post("actions", { actions: [{ type: "pointer", id: "mouse", actions: press }] });
  }

  /// Puts a slider where its reader would have pulled it.
  async pull(slider, value) {
    await this.run((slider, value) => {
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    }, slider, value);
  }

  /// Saves what the window shows into target/screenshots, under this name.
  async picture(name) {
    const encoded = await request("GET", `${this.session}/screenshot`);
    await mkdir(pictures, { recursive: true });
    await writeFile(new URL(`${name.replaceAll(" ", "-")}.png`, pictures), Buffer.from(encoded, "base64"));
  }

  async close() {
    await request("DELETE", this.session).finally(() => this.driver.kill());
    await this.site.close();
  }

  #post(command, body) {
    return request("POST", `${this.session}/${command}`, body);
  }
}

// On a port that is free, which the driver says when it listens.
async function startDriver() {
  const driver = spawn("geckodriver", ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const failed = new Promise((_, fail) => {
    driver.once("error", fail);
    driver.once("exit", (code) => fail(new Error(`geckodriver ended with ${code}`)));
  });
  failed.catch(() => {});
  return Promise.race([failed, listening(driver)]);
}

async function listening(driver) {
  for await (const line of createInterface(driver.stdout)) {
    const address = line.match(/Listening on ([\d.:]+)/)?.[1];
    if (!address) continue;
    // What it prints later is read, so that it never waits for that.
    driver.stdout.resume();
    return [driver, `http://${address}`];
  }
  throw new Error("geckodriver did not say where it listens");
}

async function request(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

// In the page: the first visible element of this role and name.
function seek(role, name) {
  const pattern = new RegExp(name);
  const implied = { button: "button", link: "a[href]", slider: "input[type=range]" };
  const within = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const inner = element.shadowRoot && within(element.shadowRoot);
      if (inner) return inner;
      const fits = element.getAttribute("role") === role || (implied[role] && element.matches(implied[role]));
      const called = element.getAttribute("aria-label") ?? element.textContent.trim();
      if (fits && pattern.test(called) && element.getClientRects().length > 0) return element;
    }
    return null;
  };
  return within(document);
}

// In the page: the middle of an element, in pixels of the window, into which it is scrolled.
function middle(element) {
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}

// In the page: what stands there, for the message of a test that failed.
function shown() {
  const within = (root) =>
    [...root.querySelectorAll("*")].flatMap((element) => [
      ...(element.hasAttribute("aria-label") ? [element.getAttribute("aria-label")] : []),
      ...(element.shadowRoot ? within(element.shadowRoot) : []),
    ]);
  return [document.body.innerText, ...within(document)].join("\n");
}
