// Two dispatchers at one order: what each of them writes stands, and what one types is never under the other's hands.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";

let company, browser, one, other, order;

before(async () => {
  company = await Company.open({ phones: ["new"] });
  browser = await launch();
  await hire();
  [one, other] = await Promise.all([Desk.open(browser, company, "zheng"), Desk.open(browser, company, "jiang")]);
  const { items } = await one.api("GET", "/v1/devices?limit=200");
  const device = items.find(({ serial }) => serial === "HZ-US8-MINHANG01");
  ({ id: order } = await one.api("POST", "/v1/work-orders", { kind: "repair", mode: "onsite", title: "探头无图像", device: device.id, required_skills: [] }));
  await Promise.all([one, other].map((desk) => desk.go(`/orders/${order}`)));
  await Promise.all([one, other].map((desk) => desk.see(said("console-live"))));
});

after(async () => {
  await browser?.close();
  await company?.close();
});

/** The demonstration company has one dispatcher; now there are two. */
async function hire() {
  const office = await Desk.open(browser, company, "qian");
  const { id } = await office.api("POST", "/v1/users", { login: "jiang", name: { zh: "蒋示例", en: "Jiang Example" }, roles: ["dispatcher"] });
  await office.api("PUT", `/v1/users/${id}/password`, { password: "jiang-demo-only" });
  await office.close();
}

const name = (field) => said(`orders-field-${field}`);
const body = async () => (await one.api("GET", `/v1/work-orders/${order}`)).body;

/** Opens a field where it stands. */
async function open(desk, field) {
  await desk.page.getByRole("button", { name: said("orders-edit-field", { field: name(field) }) }).click();
  return desk.page.getByRole("textbox", { name: name(field), exact: true });
}

test("two who change different fields at the same time are both right", async () => {
  const title = await open(one, "title");
  const reference = await open(other, "customer-reference");
  await title.fill("探头无图像，备用机可用");
  await reference.fill("示例单号 7788");
  await Promise.all([title.press("Enter"), reference.press("Enter")]);
  for (const desk of [one, other]) {
    await desk.page.getByRole("heading", { name: "备用机可用" }).waitFor();
    await desk.see("示例单号 7788");
  }
  const { title: held, customer_reference } = await body();
  assert.deepEqual([held, customer_reference], ["探头无图像，备用机可用", "示例单号 7788"]);
});

test("whoever types keeps every letter and the place while the other presses", async () => {
  const { page } = other;
  const description = await open(other, "description");
  await description.fill("科室反映：探头");
  await one.page.keyboard.press("v");
  await page.getByText(said("code-verified")).first().waitFor();
  await page.keyboard.type("插拔后仍无图像");
  assert.equal(await description.inputValue(), "科室反映：探头插拔后仍无图像");
  assert.ok(await description.evaluate((place) => place === document.activeElement), "the focus stays where it was");
  await description.press("Control+Enter");
  await one.see("插拔后仍无图像");
});

test("of two values of one field both are shown, with who wrote them, and one press decides", async () => {
  const [mine, theirs] = [await open(one, "title"), await open(other, "title")];
  await mine.fill("探头无图像：先换线");
  await theirs.fill("探头无图像：先换探头");
  await mine.press("Enter");
  // Who still types is told what stands there now, and loses nothing.
  await other.see(said("orders-changed-meanwhile"));
  assert.equal(await theirs.inputValue(), "探头无图像：先换探头");
  await other.judge("somebody else was faster");
  await theirs.press("Enter");
  for (const desk of [one, other]) {
    await desk.see(said("orders-both-wrote", { field: name("title") }));
    await desk.page.getByRole("main").getByText("先换线").first().waitFor();
    await desk.page.getByRole("main").getByText("先换探头").first().waitFor();
  }
  await one.see("蒋示例");
  await one.judge("both values");
  const choice = one.page.getByRole("listitem").filter({ hasText: "先换线" }).filter({ has: one.page.getByRole("button", { name: said("orders-keep") }) });
  await choice.getByRole("button", { name: said("orders-keep") }).click();
  for (const desk of [one, other]) {
    await desk.page.getByText(said("orders-both-wrote", { field: name("title") })).waitFor({ state: "detached" });
    await desk.page.getByRole("heading", { name: "先换线" }).waitFor();
  }
  assert.equal((await body()).title, "探头无图像：先换线");
});

test("what was done is undone by one key, on both screens", async () => {
  const title = await open(one, "title");
  await title.fill("写错了");
  await title.press("Enter");
  await other.page.getByRole("heading", { name: "写错了" }).waitFor();
  await one.see(said("orders-changed", { field: name("title") }));
  await one.page.keyboard.press("Control+z");
  for (const desk of [one, other]) await desk.page.getByRole("heading", { name: "先换线" }).waitFor();
  assert.equal((await body()).title, "探头无图像：先换线");
});

test("an engineer who was sent by one is taken back by the same hand, and the other sees both", async () => {
  await one.page.keyboard.press("a");
  await one.page.getByRole("radio", { name: said("orders-as-lead", { name: "林甲" }) }).check();
  await one.page.keyboard.press("Control+Enter");
  await other.page.getByRole("main").getByText(said("code-planned")).first().waitFor();
  await one.page.getByRole("dialog").waitFor({ state: "detached" });
  await one.page.keyboard.press("Control+z");
  await other.see(said("orders-nobody-goes"));
  const story = other.page.getByRole("complementary").getByRole("listitem");
  await story.filter({ hasText: said("orders-told-unassigned") }).waitFor();
  await story.filter({ hasText: said("orders-told-assigned") }).filter({ hasText: "林甲" }).waitFor();
});
