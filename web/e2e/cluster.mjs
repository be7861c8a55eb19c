// What a reader sees of the cluster and does to it, by accessible names alone.

/// What an address asks for where the way to the first leader does not matter: the page begins with one, without the wait.
export const LED = "seed=7&start-at=leader";

/// The button of a server on the stage.
export const server = (page, id) => page.getByRole("button", { name: new RegExp(`^${id}, `) });

/// The button of the server that leads, in this term or in any.
export const leader = (page, term = "\\d+") =>
  page.getByRole("button", { name: new RegExp(`^S\\d, leader, term ${term}\\b`) });

/// What the first thing found is called.
export async function nameOf(thing) {
  const [line] = (await thing.first().ariaSnapshot()).split("\n");
  return JSON.parse(line.match(/"(?:[^"\\]|\\.)*"/)[0]);
}

/// Which server leads, once one does.
export async function leaderId(page, term) {
  return (await nameOf(leader(page, term))).slice(0, 2);
}

/// Does something to a thing by its menu.
export async function act(page, thing, item) {
  await thing.click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/// Lets time run as fast as it can.
export async function hurry(page) {
  await page.getByRole("slider", { name: "Speed" }).fill("12");
}

/// The same command again and again, each once the one before was answered.
export async function submit(page, command) {
  await page.getByRole("textbox", { name: "Command" }).fill(command);
  await page.getByRole("button", { name: "Submit" }).click();
}

/// Brings to the front what lies beside the stage.
export const show = (page, name) => page.getByRole("tab", { name, exact: true }).click();

/// Waits until the newest operation in the list of clients has come to this end.
export async function answered(page, command, answer) {
  await show(page, "Clients");
  await page
    .getByRole("list", { name: "Clients" })
    .getByRole("listitem")
    .first()
    .filter({ hasText: new RegExp(`${command}\\s*ok: ${answer}`) })
    .waitFor();
}

/// The entries of one server's log.
export const entries = (page, id, what = "") =>
  page.getByRole("table", { name: "Logs" }).getByRole("button", { name: new RegExp(`^${id} entry \\d+, .*${what}`) });

/// The machine of a server, as text.
export const machine = (page, id) => page.getByRole("group", { name: `${id} machine` });

export const SERVERS = ["S1", "S2", "S3", "S4", "S5"];
