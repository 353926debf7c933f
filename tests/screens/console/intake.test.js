// From the telephone to the closed order: one request told by everybody who has a hand in it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { answerSteps, picture, setOut, signAndFinish } from "./field.js";
import { Phone } from "./phone.js";

const SERIAL = "HZ-CT64-QINGWUMAIN01";
const CALLER = "甲老师";
const WORDS = "扫描图像有环形伪影\n早上开机后出现，其他正常";
const PART = "CT-2008";
const HOT = "球管油温";
const REMARK = "球管油温超限：请冷却后复测。";
let company, browser, desk, phone, folder;
/** What is known of the story so far. */
let device, number, order;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-intake-"));
  company = await Company.open({ phones: ["new"], aside: ["lin"] });
  browser = await launch();
  phone = new Phone(company.folder("lin"), { TZ: "Asia/Shanghai" });
  desk = await Desk.open(browser, company, "zheng");
  const { items } = await desk.api("GET", "/v1/devices?limit=200");
  device = items.find(({ serial }) => serial === SERIAL);
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const button = (name, within = desk.page) => within.getByRole("button", { name });
const dialog = () => desk.page.getByRole("dialog");

test("the dispatcher takes the call: who and which machine as one types, what is open of it, and the fault from the words", async () => {
  const { page } = desk;
  await desk.go("/requests");
  await page.keyboard.press("n");
  const finder = page.getByRole("combobox", { name: said("requests-find") });
  await finder.waitFor();
  // The number on the display of the telephone, then the code that the caller reads from the plate.
  await finder.fill("021 5555 0301");
  await page.getByRole("option", { name: CALLER }).waitFor();
  await page.keyboard.press("Enter");
  await desk.see("青梧示例医院");
  await page.keyboard.type(device.codes[0]);
  await page.getByRole("option", { name: SERIAL }).waitFor();
  await page.keyboard.press("Enter");
  await desk.see(said("requests-likely-device"));
  await desk.see("CT 球管过热提示 T-17");
  await desk.judge("the machine is known");

  await page.keyboard.type(WORDS);
  await button("图像伪影").waitFor();
  await page.keyboard.press("Alt+1");
  assert.equal(await button("图像伪影").getAttribute("aria-pressed"), "true");
  await page.locator("input[type=file]").setInputFiles(picture(folder, "rings"));
  await page.getByRole("img", { name: "rings.png" }).waitFor();
  await page.getByRole("switch", { name: said("requests-is-stopped") }).or(page.getByLabel(said("requests-is-stopped"))).first().click();
  await desk.judge("everything was said");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/requests\/[0-9A-Z]{26}$/);
  await desk.see("环形伪影");
  await desk.judge("the request");
});

test("the request is verified and becomes an order, and the right engineer is proposed and assigned by one press", async () => {
  const { page } = desk;
  await button(said("requests-press-verify")).click();
  await desk.see(said("requests-status-verified"));
  await button(said("requests-press-make-orders")).click();
  await button(said("requests-make", { count: 1 })).click();
  await page.waitForURL("**/orders/*");
  order = page.url().split("/").at(-1);
  ({ number } = (await desk.api("GET", `/v1/work-orders/${order}`)).body);
  await desk.see(number);
  await desk.judge("the order");

  await button(said("orders-act-propose")).click();
  const first = dialog().getByRole("listitem").filter({ hasText: said("planning-take") }).first();
  await first.getByText("林").first().waitFor();
  await desk.judge("who is proposed");
  await first.getByRole("button", { name: said("planning-take") }).click();
  const took = dialog().getByRole("button", { name: said("planning-seen") });
  await took.or(button(said("do-undo"))).first().waitFor();
  if (await took.count()) await took.click();
  await dialog().waitFor({ state: "detached" });
  const { body } = await desk.api("GET", `/v1/work-orders/${order}`);
  assert.equal(body.visits.length, 1);
  assert.equal(body.status, "scheduled");
  await desk.judge("assigned");
});

test("the engineer does the visit without a network, and it stands in the review list as soon as there is one", async () => {
  await phone.sync();
  await company.network("off");
  const { jobs } = await phone.do("jobs", "--all");
  assert.ok(jobs.some((job) => job.number === number && job.text.includes("环形伪影")), "the customer's words are on the phone");
  await setOut(phone, number);
  const hot = ["58.5", "--note", "环境温度偏高", "--photo", picture(folder, "oil")];
  const answered = await answerSteps(phone, number, folder, { code: device.codes[0], otherwise: { [HOT]: hot } });
  assert.ok(answered > 10, `${answered} steps were answered`);
  await phone.do("part", "use", number, PART);
  await phone.do("photo", number, picture(folder, "after"), "--moment", "after", "--caption", "更换后");
  await phone.do("finding", number, "--fault", "F-IMAGE", "--cause", "C-DIRT", "--remedy", "R-CLEAN");
  await signAndFinish(phone, number, folder, "李示例");
  assert.equal((await phone.try("sync")).code, 3, "there is no network");

  const { page } = desk;
  await desk.go("/review");
  await desk.see(said("console-live"));
  const row = page.getByRole("row").filter({ hasText: number });
  assert.equal(await row.count(), 0, "nobody knows of it yet");
  await company.network("on");
  await phone.sync();
  await row.waitFor();
  await desk.judge("the list of reviews");
});

test("the reviewer sees what was done against what was asked, and sends it back with a remark", async () => {
  const { page } = desk;
  await page.getByRole("row").filter({ hasText: number }).getByRole("link").first().click();
  await page.waitForURL("**/review/*");
  for (const text of [said("review-reason-out-of-limits"), "58.5", "环境温度偏高", "李示例", said("review-genuine"), said("review-booked"), "机架滤网", "更换后", "脏堵"]) await desk.see(text);
  await page.getByRole("img", { name: said("review-ink", { who: "李示例" }) }).waitFor();
  await desk.judge("the visit");
  const pdf = await page.getByRole("link", { name: said("review-open-signed") }).getAttribute("href");
  const bytes = await desk.page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())].slice(0, 5), pdf);
  assert.equal(String.fromCharCode(...bytes), "%PDF-");

  await page.keyboard.press("r");
  await dialog().getByLabel(said("review-remark")).fill(REMARK);
  await desk.judge("sending back");
  await page.keyboard.press("Control+Enter");
  await dialog().waitFor({ state: "detached" });
});

test("the engineer sees the remark, writes beside what is signed what was measured again, and it is accepted", async () => {
  const { page } = desk;
  await phone.sync();
  const { job } = await phone.do("job", "show", number);
  const [visit] = job.order.visits;
  assert.equal(visit.status, "returned");
  assert.equal(visit.reason, REMARK);
  await phone.do("visit", "start", number);
  const again = await phone.try("step", "answer", number, "5", "42.5");
  assert.equal(again.said.error.code, "signed", "what was signed stays as it was signed");
  await phone.do("note", number, "冷却两小时后复测：42.5 °C", "--amends", "审核要求复测", "--photo", picture(folder, "42.5"));
  await phone.do("visit", "finish", number);
  await phone.sync();

  await desk.go("/review");
  await page.getByRole("row").filter({ hasText: number }).getByRole("link").first().click();
  await desk.see("冷却两小时后复测：42.5 °C");
  await desk.see(said("review-amendment", { reason: "审核要求复测" }));
  await page.keyboard.press("a");
  await desk.see(said("review-accept-means"));
  await desk.judge("accepting although a reading was outside");
  await button(said("review-accept-all-the-same"), dialog()).click();
  // What comes next in the list is opened, or the list where it was the last.
  await page.waitForURL((url) => !url.pathname.endsWith(visit.visit));
  await desk.go("/review");
  assert.equal(await page.getByRole("row").filter({ hasText: number }).count(), 0);
});

test("the order is closed, and every step of it stands in its one story, with both times where it came from the field", async () => {
  const { page } = desk;
  await desk.go(`/orders/${order}`);
  await button(said("orders-act-close")).click();
  await desk.see(said("code-closed"));
  const story = page.getByRole("complementary").getByRole("listitem");
  for (const press of ["schedule", "review-return", "review-accept", "close"]) {
    await story.filter({ hasText: said(`orders-pressed-${press}`) }).first().waitFor();
  }
  await story.filter({ hasText: said("orders-told-created") }).waitFor();
  for (const press of ["accept", "confirm-with-customer", "depart", "arrive", "start", "finish"]) {
    const both = story.filter({ hasText: said(`orders-pressed-${press}`) }).first().locator(".times");
    assert.match(await both.getAttribute("title"), / → /, press);
  }
  for (const told of ["part", "finding", "accepted", "signed", "note"]) await story.filter({ hasText: said(`orders-told-${told}`) }).first().waitFor();
  await story.filter({ hasText: REMARK }).first().waitFor();
  await desk.judge("the closed order");
});
