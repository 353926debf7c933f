// Parts on their way: asked for in the field, approved and sent by the stock keeper, counted in, used without a network, missed at a
// count, and what becomes of a van whose phone is lost. The books are asked after every step.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

const PART = "AH-6002";
const NOTE = "示例：月底保养用";
let folder, company, browser, desk, phone, part, places, held, request, number;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-stock-"));
  company = await Company.open({ phones: ["new"], aside: ["lin"] });
  browser = await launch();
  desk = await Desk.open(browser, company, "sun");
  phone = new Phone(company.folder("lin"));
  const { van } = await phone.do("part", "van");
  part = van.lines.find(({ number }) => number === PART).part;
  const { items } = await desk.api("GET", "/v1/stock/locations?limit=100");
  const numbered = (number) => items.find(({ body }) => body.number === number).id;
  places = { van: numbered("V-LIN"), warehouse: numbered("L-WAREHOUSE"), transit: numbered("L-TRANSIT"), discrepancy: numbered("L-DISCREPANCY") };
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How many of the part the books have in each place. */
async function books() {
  const held = {};
  for (const [name, id] of Object.entries(places)) {
    const { body } = await desk.api("GET", `/v1/stock/locations/${id}`);
    held[name] = body.balances.filter((one) => one.part === part).reduce((sum, { quantity }) => sum + quantity, 0) / 1000;
  }
  return held;
}

/** The newest row of a place's trail that is about the part. */
const trail = async () => {
  await desk.go(`/stock/locations/${places.van}?view=movements`);
  return desk.page.getByRole("row").filter({ hasText: PART }).first();
};
const panel = (name) => desk.page.getByRole("region", { name });
const counted = (key) => new RegExp(`^${said(key, { count: "" }).trim()}`);

test("what an engineer asks for stands before the stock keeper, who approves it and sends it on its way", async () => {
  held = await books();
  await desk.go("/stock");
  await phone.do("part", "request", `${PART}=3`, "--note", NOTE, "--priority", "high");
  await phone.sync();
  const row = panel(counted("stock-to-approve-count")).getByRole("listitem").filter({ hasText: NOTE });
  await row.waitFor();
  await desk.judge("what waits at the warehouse");
  await row.getByRole("link").click();
  await desk.page.getByRole("heading", { level: 1 }).waitFor();
  request = desk.page.url().split("/").at(-1);
  await desk.judge("a part request");
  await desk.press(said("stock-approve-as-asked"));
  await desk.press(said("stock-issue-all"));
  await desk.judge("what leaves the warehouse");
  await desk.press(said("stock-issue-now"), desk.page.getByRole("dialog"));
  await desk.see(said("stock-status-issued"));
  assert.deepEqual(await books(), { ...held, warehouse: held.warehouse - 3, transit: held.transit + 3 });
});

test("the engineer counts it in, and the desk sees it accepted with who and when", async () => {
  await phone.sync();
  await phone.do("part", "accept", request);
  await phone.sync();
  await desk.see(said("stock-status-accepted"));
  const story = panel(said("stock-what-became"));
  for (const key of ["stock-status-requested", "stock-approved", "stock-reason-issue", "stock-reason-accept"]) await story.getByText(said(key), { exact: true }).waitFor();
  await desk.judge("a request that is done");
  assert.deepEqual(await books(), { ...held, warehouse: held.warehouse - 3, van: held.van + 3 });
});

test("what was used at a visit without a network leaves the van's books once the phone is back", async () => {
  const { jobs } = await phone.do("jobs", "--all");
  number = jobs.find(({ next_press }) => next_press === "accept").number;
  for (const press of ["accept", "confirm", "depart", "arrive", "start"]) await phone.do("visit", press, number);
  await phone.sync();
  await company.network("off");
  await phone.do("part", "use", number, PART, "4");
  await phone.try("sync");
  assert.equal((await books()).van, held.van + 3, "the office does not know yet");
  await company.network("on");
  await phone.sync();
  assert.equal((await books()).van, held.van - 1);
  const row = await trail();
  await row.getByText(said("stock-reason-use")).waitFor();
  await row.getByRole("link", { name: number }).waitFor();
  await desk.judge("the trail of a van");
});

test("a count in the van that differs is settled at the desk, and what is then too little shows as low", async () => {
  await desk.go("/stock");
  await phone.do("part", "count", `${PART}=5`, "--note", "示例：箱子受潮，已丢弃");
  await phone.sync();
  const row = panel(counted("stock-to-settle-count")).getByRole("listitem").filter({ hasText: PART });
  await row.getByText(String(5 - (held.van - 1)).replace("-", "−")).waitFor();
  assert.equal((await books()).van, held.van - 1, "a count changes no books by itself");
  await desk.judge("a count that differs");
  await desk.press(said("desk-do-count-is-right"), row);
  await row.waitFor({ state: "detached" });
  assert.equal((await books()).van, 5);
  const low = panel(counted("stock-low-count")).getByRole("row").filter({ hasText: PART });
  await low.waitFor();
  await (await trail()).getByText(said("stock-reason-adjust")).waitFor();
});

test("a van whose phone is lost is taken from it: what that phone still books does not count by itself, and the next phone goes on", async () => {
  await desk.go(`/stock/locations/${places.van}`);
  const custody = panel(said("stock-custody"));
  await desk.press(said("stock-phone-lost"), custody);
  let sheet = desk.page.getByRole("dialog");
  await desk.press(said("stock-take-from-phone"), sheet);
  await sheet.getByText(said("stock-reason-missing")).waitFor();
  await sheet.getByLabel(said("reason-label")).fill("示例：手机遗失");
  await desk.judge("a van changes hands");
  await desk.press(said("stock-take-from-phone"), sheet);
  await custody.getByText(said("stock-nobody-holds")).waitFor();

  const taken = await books();
  await phone.do("part", "use", number, PART, "1");
  await phone.sync();
  const now = await books();
  assert.equal(now.van, taken.van, "the books do not move before somebody has judged it");

  const next = new Phone(join(folder, "next"));
  await next.do("enrol", await company.invite("lin"), "--name", "林甲的新手机", "--yes");
  await next.sync();
  await desk.press(said("stock-give-van"), custody);
  sheet = desk.page.getByRole("dialog");
  await sheet.getByLabel(said("stock-new-holder")).selectOption({ label: "林甲 · 林甲的新手机" });
  await sheet.getByLabel(said("reason-label")).fill("示例：新手机");
  await desk.press(said("stock-give-to-them"), sheet);
  await custody.getByRole("link", { name: "林甲的新手机" }).waitFor();
  await desk.judge("a van in new hands");
  await next.sync();
  const { van } = await next.do("part", "van");
  assert.equal(van.is_held, true);
});
