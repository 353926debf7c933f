// An order is given to a contractor: its dispatcher answers, sends its own engineer or gives it back with a reason, and sees nothing of
// the company but that.
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

const [ADVICE, SURVEY, MAGNET] = ["How to set the controller", "新磁共振机房现场勘察", "1 号磁共振磁体压力升高"];
const CONTRACTOR = "示例虎丘暖通工程有限公司";
const WHY = "示例：本周没有人手";

let folder, company, browser, zheng, feng, wu, orders;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-contractor-"));
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
  wu = new Phone(join(folder, "wu"));
  await wu.do("enrol", await company.invite("wu"), "--yes");
  [zheng, feng] = await Promise.all(["zheng", "feng"].map((login) => Desk.open(browser, company, login)));
  const { items } = await zheng.api("GET", "/v1/work-orders?limit=200");
  orders = Object.fromEntries([ADVICE, SURVEY, MAGNET].map((title) => [title, items.find((item) => item.title === title)]));
});

after(async () => {
  if (process.env.ONSITE_PICTURES) {
    for (const [name, desk] of Object.entries({ zheng, feng })) await desk?.page.screenshot({ path: join(process.env.ONSITE_PICTURES, `console-contractor-${name}.png`) });
  }
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const panel = (desk) => desk.page.getByRole("complementary", { name: said("planning-order") });

async function give(title) {
  await zheng.go(`/planning?order=${orders[title].id}`);
  await panel(zheng).getByText(title).waitFor();
  await zheng.page.keyboard.press("v");
  const sheet = zheng.page.getByRole("dialog");
  await sheet.getByRole("radio", { name: CONTRACTOR }).check();
  await sheet.getByText(said("planning-give-contractor-more")).waitFor();
  await zheng.judge("to whom it is given");
  await zheng.press(said("planning-give"), sheet);
  await panel(zheng).getByText(said("planning-given-waiting", { name: CONTRACTOR })).waitFor();
}

test("what is given to a contractor stands on its dispatcher's list at once, and asks for an answer", async () => {
  await feng.go("/orders");
  assert.equal(await feng.page.getByText(orders[ADVICE].number).count(), 0);
  await give(ADVICE);
  await feng.page.getByRole("link", { name: orders[ADVICE].number }).click();
  await feng.see(said("planning-asked-waiting"));
  await feng.judge("an order that was given");
});

test("the contractor accepts it by a key and sends its own engineer, whose phone gets it; the company sees both", async () => {
  await feng.page.keyboard.press("y");
  await feng.see(said("planning-asked-accepted"));
  await panel(zheng).getByText(said("planning-given-accepted", { name: CONTRACTOR })).waitFor();

  await feng.go(`/planning?order=${orders[ADVICE].id}`);
  const names = await feng.page.locator("[data-engineer] strong").allInnerTexts();
  assert.deepEqual(names, ["吴丁"], "only its own people are there to be sent");
  await feng.judge("the contractor's plan");
  const planned = feng.page.waitForResponse((answer) => answer.url().endsWith("/plan"));
  await panel(feng).getByRole("heading", { name: said("planning-proposals") }).waitFor();
  await panel(feng).getByText("吴丁").first().waitFor();
  await feng.page.keyboard.press("a");
  assert.ok((await planned).ok());
  await wu.sync();
  const jobs = JSON.stringify(await wu.do("jobs", "--all"));
  assert.ok(jobs.includes(orders[ADVICE].number), "it is on the engineer's phone");
  await panel(zheng).getByText("吴丁").first().waitFor();
});

test("what the contractor declines comes back to the company with its reason", async () => {
  await give(SURVEY);
  await feng.go(`/orders/${orders[SURVEY].id}`);
  await feng.press(said("planning-decline-given"));
  await feng.page.getByRole("button", { name: said("planning-decline-given") }).click();
  await feng.see(said("planning-reason-missing"));
  await feng.page.getByRole("textbox", { name: said("planning-decline-why") }).fill(WHY);
  await feng.page.getByRole("button", { name: said("planning-decline-given") }).click();
  await feng.see(said("planning-asked-declined"));

  await panel(zheng).getByText(said("planning-given-declined", { name: CONTRACTOR })).waitFor();
  await panel(zheng).getByText(said("planning-because", { reason: WHY })).waitFor();
  await zheng.go("/attention");
  await zheng.page.getByRole("heading", { name: said("desk-kind-given-declined") }).waitFor();
  await zheng.judge("declined");
  await zheng.page.getByRole("navigation", { name: said("desk-items") }).getByRole("link", { name: orders[SURVEY].number }).click();
  await zheng.see(said("desk-say-given-declined"));
  await zheng.page.getByRole("main").getByText(WHY).first().waitFor();
});

test("the contractor finds nothing of the company by search, by lists, by links or by asking", async () => {
  await feng.go("/orders");
  await feng.page.keyboard.press("Control+k");
  const search = feng.page.getByRole("combobox", { name: said("console-search") });
  for (const words of [orders[MAGNET].number, "青梧示例医院", "林甲"]) {
    await search.fill(words);
    await feng.see(said("console-search-nothing", { words }));
  }
  await feng.page.keyboard.press("Escape");

  const { items } = await feng.api("GET", "/v1/work-orders?limit=200");
  assert.deepEqual([...new Set(items.map(({ organisation }) => organisation))], [(await feng.api("GET", "/v1/session")).organisation]);
  const { items: visits } = await feng.api("GET", "/v1/visits?limit=200");
  const known = new Set(items.map(({ id }) => id));
  assert.ok(visits.every(({ work_order }) => known.has(work_order)), "visits of its orders only");

  const { items: all } = await zheng.api("GET", "/v1/work-orders?limit=200");
  const magnet = all.find(({ id }) => id === orders[MAGNET].id);
  for (const path of [`/orders/${magnet.id}`, `/devices/${magnet.device}`, `/customers/${magnet.customer}`, `/sites/${magnet.site}`, `/people/users/${magnet.lead}`]) {
    await feng.page.goto(`${company.server}${path}`);
    await feng.page.getByRole("main").getByText(/不存在|无权|未找到|没有/).first().waitFor();
    const text = await feng.page.getByRole("main").innerText();
    for (const secret of [MAGNET, "青梧", "林甲"]) assert.ok(!text.includes(secret), `${path} tells of ${secret}`);
  }
  for (const path of ["/requests", "/stock", "/setup", "/articles"]) {
    await feng.page.goto(`${company.server}${path}`);
    await feng.see(said("console-not-yours"));
  }
  for (const path of [`/v1/work-orders/${magnet.id}`, `/v1/devices/${magnet.device}`, `/v1/records/customer/${magnet.customer}`, `/v1/audit/work_order/${magnet.id}`, "/v1/requests", "/v1/requests.csv", "/v1/stock/movements.csv", "/v1/tokens", "/v1/webhooks"]) {
    await assert.rejects(feng.api("GET", path), /: (403|404) /, path);
  }
  for (const path of ["/v1/work-orders.csv", "/v1/visits.csv", "/v1/devices.csv"]) {
    const text = await feng.page.evaluate(async (path) => (await fetch(path)).text(), path);
    for (const secret of [orders[MAGNET].number, MAGNET, "HZ-MR15", "青梧"]) assert.ok(!text.includes(secret), `${path} tells of ${secret}`);
  }
});

test("the contractor is told of no change but of its own orders", async () => {
  await feng.go("/orders");
  await feng.see(said("console-live"));
  await feng.page.evaluate(() => {
    window.heard = [];
    const source = new EventSource("/v1/events");
    source.addEventListener("changed", ({ data }) => window.heard.push(...JSON.parse(data)));
    return new Promise((open) => source.addEventListener("open", open));
  });
  await zheng.api("POST", `/v1/work-orders/${orders[MAGNET].id}/remarks`, { text: "示例：内部备注" });
  await zheng.api("POST", `/v1/work-orders/${orders[ADVICE].id}/remarks`, { text: "示例：给服务商" });
  await feng.page.waitForFunction((id) => window.heard.includes(`work_order/${id}`), orders[ADVICE].id);
  const heard = await feng.page.evaluate(() => window.heard);
  assert.ok(!heard.includes(`work_order/${orders[MAGNET].id}`), heard.join());
});
