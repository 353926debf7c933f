// People that the demonstration does not have, taken on as an administrator does.
import { Desk } from "./desk.js";

/** A user for each login, with the password that `Desk.open` signs in with: `{ login: { name, roles, organisation } }`. */
export async function hire(browser, company, people, at) {
  const desk = await Desk.open(browser, company, "qian", { at });
  for (const [login, { name, roles, organisation = null }] of Object.entries(people)) {
    const { id } = await desk.api("POST", "/v1/users", { login, name: { zh: name, en: name }, roles, organisation });
    await desk.api("PUT", `/v1/users/${id}/password`, { password: `${login}-demo-only` });
  }
  await desk.close();
}
