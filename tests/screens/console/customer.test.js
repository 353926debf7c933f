// From the code on the machine to a rated visit: the customer with the poorest phone there is, which runs no script.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Clock } from "../clock.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { answerSteps, picture, signAndFinish } from "./field.js";
import { Phone } from "./phone.js";

const SERIAL = "HZ-DR30-QINGWUMAIN01";
const DAY_MS = 86_400_000;
const TICK_MS = 20;
const WORDS = "开机后黑屏，不能拍片";
let company, browser, desk, phone, folder, customer;
/** What is known of the story so far. */
let device, fault, request, progress, order, number, job, report, rating;
/** The company's clock goes as ours does, and is set ahead at the end. */
let clock, tick;
let ahead = 0;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-customer-"));
  clock = new Clock(folder, Date.now());
  tick = setInterval(() => clock.set(Date.now() + ahead), TICK_MS);
  company = await Company.open({ phones: ["new"], aside: ["lin"], env: clock.env });
  browser = await launch();
  phone = new Phone(company.folder("lin"), { TZ: "Asia/Shanghai", ...clock.env });
  desk = await Desk.open(browser, company, "zheng");
  const { items } = await desk.api("GET", "/v1/devices?limit=200");
  device = items.find(({ serial }) => serial === SERIAL);
  fault = `${company.server}/d/${device.codes[0]}/fault`;
  customer = await poorPhone();
});

after(async () => {
  await browser?.close();
  await company?.close();
  clearInterval(tick);
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The company's name on the internet leads to its server. */
const here = (link) => `${company.server}${new URL(link, company.server).pathname}`;

/** Narrow, slow to run anything, and so it runs nothing. */
async function poorPhone() {
  const context = await browser.newContext({ viewport: { width: 320, height: 568 }, locale: "zh-CN", javaScriptEnabled: false });
  return context.newPage();
}

/** Nothing runs over the edge, and nothing is said that was not meant to be. */
async function looked(where) {
  const { width } = await customer.locator("body").boundingBox();
  assert.ok(width <= 320, `${where}: ${width} px`);
  const text = await customer.locator("body").innerText();
  assert.doesNotMatch(text, /\{\s*\$|\bundefined\b|\bNaN\b|\[object/, where);
}

const stage = () => customer.locator("[aria-current=step]").innerText();

/** The customer looks again. */
async function stands(key) {
  await customer.goto(progress);
  assert.match(await stage(), new RegExp(said(key)));
}

test("the customer scans the code, says what is wrong, and is told a number and what comes next", async () => {
  await customer.goto(`${company.server}/d/${device.codes[0]}`);
  await customer.getByRole("link", { name: said("page-device-fault") }).click();
  await customer.getByRole("heading", { name: said("page-fault-title") }).waitFor();
  await looked("the form");
  await customer.getByLabel(said("page-fault-words")).fill(WORDS);
  await customer.getByLabel(said("page-fault-stopped")).check();
  await customer.getByLabel(said("page-fault-phone")).fill("打总机");
  await customer.getByLabel(said("page-fault-name")).fill("王示例");
  await customer.getByRole("button", { name: said("page-fault-send") }).click();
  await customer.getByRole("alert").waitFor();
  assert.equal(await customer.getByLabel(said("page-fault-words")).inputValue(), WORDS, "nothing that was written is lost");
  assert.ok(await customer.getByLabel(said("page-fault-stopped")).isChecked());
  await looked("the form that came back");

  await customer.getByLabel(said("page-fault-phone")).fill("021 5555 0399");
  await customer.locator("#photo-1").setInputFiles(picture(folder, "black screen"));
  await customer.getByRole("button", { name: said("page-fault-send") }).click();
  await customer.getByRole("heading", { name: said("page-fault-thanks") }).waitFor();
  number = await customer.locator(".number").innerText();
  assert.match(number, /^RQ-/);
  await looked("what comes next");
  progress = here(await customer.getByRole("link", { name: said("page-fault-follow") }).getAttribute("href"));
  assert.equal(here(await customer.getByLabel(said("page-fault-keep-link")).inputValue()), progress);
  await customer.goto(progress);
  await customer.getByRole("heading", { name: said("page-follow-title") }).waitFor();
  assert.match(await stage(), new RegExp(said("page-follow-received")));
  await looked("the progress");
});

test("the dispatcher sees it at once, with words, picture and machine, and makes an order of it", async () => {
  const { page } = desk;
  await desk.go("/requests");
  await page.getByRole("row").filter({ hasText: WORDS }).getByRole("link").first().click();
  await page.waitForURL("**/requests/*");
  request = page.url().split("/").at(-1);
  for (const text of [number, said("requests-channel-customer-page"), "王示例", "021 5555 0399", SERIAL]) await desk.see(text);
  await page.getByRole("img").first().waitFor();
  await desk.judge("a request of a customer");
  await page.keyboard.press("v");
  await desk.see(said("requests-status-verified"));
  await stands("page-follow-taken");

  await page.keyboard.press("o");
  await page.getByRole("dialog").getByRole("button", { name: said("requests-make", { count: 1 }) }).click();
  await page.waitForURL("**/orders/*");
  order = page.url().split("/").at(-1);
  await page.getByRole("heading", { name: WORDS }).waitFor();
  await page.keyboard.press("a");
  await page.getByRole("radio", { name: said("orders-as-lead", { name: "林甲" }) }).check();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  job = (await desk.api("GET", `/v1/work-orders/${order}`)).body.number;
  await stands("page-follow-planned");
  assert.match(await stage(), /林师傅/);
});

test("the customer adds what was forgotten, and it stands with the request", async () => {
  await customer.goto(progress);
  await customer.getByText(said("page-follow-add")).click();
  await customer.getByLabel(said("page-follow-words")).fill("今天下午三点前有人在");
  await customer.getByRole("button", { name: said("page-follow-send") }).click();
  await customer.getByText(said("page-follow-added")).waitFor();
  await customer.getByText("今天下午三点前有人在").waitFor();
  await looked("what was added");
  await desk.go(`/requests/${request}`);
  await desk.see("今天下午三点前有人在");
});

test("the customer follows the engineer to the end, rates the visit and has the report with its proof", async () => {
  await phone.sync();
  for (const press of ["accept", "confirm", "depart"]) await phone.do("visit", press, job);
  await phone.sync();
  await stands("page-follow-on-the-way");
  await phone.do("visit", "arrive", job);
  await phone.do("visit", "start", job);
  await phone.sync();
  await stands("page-follow-at-work");
  await answerSteps(phone, job, folder, { code: device.codes[0] });
  await signAndFinish(phone, job, folder, "王示例");
  await phone.sync();
  await customer.goto(progress);
  await customer.getByRole("link", { name: said("page-follow-rate") }).waitFor();
  await looked("what is done");

  await customer.getByRole("link", { name: said("page-follow-report") }).click();
  await customer.getByRole("heading", { name: said("page-own-report-title") }).waitFor();
  report = new URL(customer.url()).pathname;
  await looked("the report");
  const pdf = await customer.request.get(`${company.server}${report}/pdf`);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  await customer.getByRole("link", { name: said("page-own-report-check") }).click();
  await customer.getByText(said("page-report-known")).waitFor();
  await customer.locator("input[type=file]").setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: await pdf.body() });
  await customer.getByRole("button", { name: said("page-report-check"), exact: true }).click();
  await customer.getByText(said("verify-genuine")).waitFor();
  await looked("the proof");

  await customer.goto(progress);
  await customer.getByRole("link", { name: said("page-follow-rate") }).click();
  await customer.getByRole("button", { name: said("page-rating-send") }).waitFor();
  rating = new URL(customer.url()).pathname;
  for (const group of await customer.locator("fieldset:has(input[type=radio])").all()) await group.getByRole("radio").nth(3).check();
  await customer.locator("#comment").fill("来得快，讲得清楚");
  await looked("the rating");
  await customer.getByRole("button", { name: said("page-rating-send") }).click();
  await customer.getByRole("heading", { name: said("page-rating-thanks") }).waitFor();
  await customer.goto(`${company.server}${rating}`);
  await customer.getByText(said("page-rating-given")).waitFor();
  await desk.go(`/orders/${order}`);
  await desk.page.getByRole("complementary").getByText(said("orders-told-rated")).waitFor();
});

test("a link opens what it is for and nothing else, and one that nobody was given opens nothing", async () => {
  const link = progress.split("/").at(-1);
  const other = link.slice(0, -1) + (link.endsWith("A") ? "B" : "A");
  for (const [path, words] of [
    [`/f/${other}`, "page-link-not-ours"],
    [`/r/${link}`, "page-rating-not-ours"],
    [`/p/${link}`, "page-link-not-ours"],
    [`/p/${link}/pdf`, "page-link-not-ours"],
    [`/f/${report.split("/").at(-1)}`, "page-link-not-ours"],
    [`/f/${rating.split("/").at(-1)}`, "page-link-not-ours"],
    ["/f/1", "page-link-not-ours"],
  ]) {
    const answer = await customer.goto(`${company.server}${path}`);
    assert.equal(answer.status(), 404, path);
    await customer.getByText(said(words)).waitFor();
    assert.doesNotMatch(await customer.locator("body").innerText(), new RegExp(WORDS), path);
  }
  await customer.goto(`${company.server}/d/${device.codes[0].slice(0, -1)}0/fault`);
  await customer.getByText(said("page-code-misread-advice")).waitFor();
});

test("the desk gives a customer who called a link of the same kind", async () => {
  const { page } = desk;
  await desk.go(`/orders/${order}`);
  await page.getByRole("button", { name: said("requests-link") }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(said("requests-link"), { exact: true });
  await field.waitFor();
  await customer.goto(here(await field.inputValue()));
  await customer.getByText(said("page-follow-done")).waitFor();
  await dialog.getByRole("button", { name: said("requests-link-report") }).or(dialog.getByRole("radio", { name: said("requests-link-report") })).first().click();
  await page.waitForFunction(() => document.querySelector("[role=dialog] input[readonly]")?.value.includes("/p/"));
  await desk.judge("a link for the customer");
  await dialog.getByRole("button", { name: said("requests-link-rate") }).or(dialog.getByRole("radio", { name: said("requests-link-rate") })).first().click();
  await dialog.getByText(said("requests-link-no-rate")).waitFor();
  await page.keyboard.press("Escape");
});

test("whoever sends too much is told to wait or to call, and keeps what was written", async () => {
  await customer.goto(fault);
  let status;
  for (let sent = 0; sent < 25 && status !== 429; sent += 1) status = (await customer.request.post(fault, { multipart: { words: "x" } })).status();
  assert.equal(status, 429);
  await customer.getByLabel(said("page-fault-words")).fill("还是黑屏");
  await customer.getByLabel(said("page-fault-limited")).check();
  await customer.getByLabel(said("page-fault-phone")).fill("021 5555 0399");
  await customer.getByRole("button", { name: said("page-fault-send") }).click();
  await customer.getByRole("alert").getByText(said("page-form-too-many")).waitFor();
  assert.equal(await customer.getByLabel(said("page-fault-words")).inputValue(), "还是黑屏");
  await customer.getByRole("link", { name: /5555/ }).first().waitFor();
  await looked("too much");
});

test("a link that is too old says so", async () => {
  ahead = 2 * 365 * DAY_MS;
  clock.set(Date.now() + ahead);
  const answer = await customer.goto(progress);
  assert.equal(answer.status(), 410);
  await customer.getByText(said("page-link-expired")).waitFor();
});
