// The line between a desk and the server breaks: the desk says since when it shows the past, loses nothing that is typed, and misses
// nothing once the line is mended.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Line } from "./line.js";

let company, browser, line, desk, other, orders;
const REMARK = "示例：客户说十点以后都可以";

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
  line = await Line.open(company);
  desk = await Desk.open(browser, line, "zheng");
  other = await Desk.open(browser, company, "zheng");
  ({ items: orders } = await other.api("GET", "/v1/work-orders/unassigned?limit=50"));
});

after(async () => {
  await browser?.close();
  await line?.close();
  await company?.close();
});

const live = () => desk.page.getByRole("banner").getByRole("status");
const row = (id) => desk.page.locator(`tr[data-key="${id}"]`);
const cutSince = () => live().getByText(said("console-cut-since", { time: "" }));

test("a cut line is said with the time since when, and what was there stays to be read", async () => {
  await desk.go("/orders?only=unassigned");
  await live().getByText(said("console-live")).waitFor();
  for (const { id } of orders) await row(id).waitFor();
  line.cut();
  await cutSince().waitFor();
  assert.match(await live().innerText(), /\d\d:\d\d/);
  for (const { id } of orders) assert.ok(await row(id).isVisible(), "what was read stays");
  await desk.judge("cut");
});

test("what happened meanwhile stands there once the line is mended, without anybody's press", async () => {
  const [gone] = orders;
  await other.api("POST", `/v1/work-orders/${gone.id}/press/cancel`, { reason: "示例：客户撤回" });
  const made = await other.api("POST", "/v1/work-orders", { kind: "repair", title: "示例：断线时新建", customer: gone.customer.id });
  line.mend();
  await live().getByText(said("console-live")).waitFor();
  await row(gone.id).waitFor({ state: "detached" });
  await row(made.id).waitFor();
});

test("what is sent over a cut line is said to have failed, stays typed, and goes once when it is pressed again", async () => {
  const id = orders[1].id;
  await desk.go(`/orders/${id}`);
  const box = desk.page.getByRole("textbox", { name: said("orders-remark") });
  await box.fill(REMARK);
  line.cut();
  await cutSince().waitFor();
  await box.press("Control+Enter");
  await desk.page.getByRole("main").getByRole("alert").first().waitFor();
  assert.equal(await box.inputValue(), REMARK);
  await desk.judge("not sent");
  line.mend();
  await live().getByText(said("console-live")).waitFor();
  assert.equal(await box.inputValue(), REMARK);
  await box.press("Control+Enter");
  await desk.page.getByRole("listitem").filter({ hasText: REMARK }).waitFor();
  const { body } = await other.api("GET", `/v1/work-orders/${id}`);
  assert.equal(body.remarks.filter(({ text }) => text === REMARK).length, 1);
});

test("a page that cannot be fetched over a cut line says so and how to go on", async () => {
  await desk.go("/orders");
  line.cut();
  await cutSince().waitFor();
  await desk.page.getByRole("navigation", { name: said("console-places") }).getByRole("link", { name: said("console-place-stock") }).click();
  await desk.page.getByRole("main").getByRole("alert").first().waitFor();
  await desk.judge("a page that could not be loaded");
  line.mend();
  await desk.page.getByRole("main").getByRole("button", { name: said("do-again") }).first().click();
  await desk.page.getByRole("heading", { level: 1, name: said("console-place-stock") }).waitFor();
});
