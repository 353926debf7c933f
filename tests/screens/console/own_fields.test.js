// What a company asks for beside: defined once, then filled in at the desk, missed where it is required, and found again with its history.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";

let company, browser, office, desk;
const ids = {};

before(async () => {
  company = await Company.open();
  browser = await launch();
  office = await Desk.open(browser, company, "qian");
  const choice = (value, zh, en) => ({ value, label: { zh, en }, is_fault: false });
  const define = async (key, zh, en, more) => {
    const id = await office.page.evaluate(() => "01" + [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32]).join(""));
    await office.api("PUT", `/v1/records/field_definition/${id}`, { label: { zh, en }, ...more });
    ids[key] = id;
  };
  await define("tier", "客户等级（示例）", "Tier (example)", { extends: "customer", kind: "choice", is_required: true, choices: [choice("gold", "金牌", "Gold"), choice("plain", "普通", "Plain")] });
  await define("badge", "门禁卡号（示例）", "Badge (example)", { extends: "work_order", kind: "text", chars_max: 8, order_kinds: ["repair"], is_required: true });
  await define("floor", "楼层（示例）", "Floor (example)", { extends: "device", kind: "number", low: "-3", high: "60" });
  desk = await Desk.open(browser, company, "zheng");
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const required = (field) => said("console-own-required", { field });

test("a customer is not filed without what is required of one, and stands in the list by it", async () => {
  await desk.go("/customers");
  await desk.press(said("customers-new"));
  const sheet = desk.page.getByRole("dialog");
  const tier = sheet.getByRole("combobox", { name: required("客户等级（示例）") });
  await tier.waitFor();
  await sheet.getByLabel(said("customers-in-zh", { label: said("customers-name") })).fill("示例冷链公司");
  await desk.press(said("do-save"), sheet);
  await sheet.getByText(said("console-own-missing")).waitFor();
  await desk.judge("a customer without what is required");
  await tier.selectOption({ label: "金牌" });
  await desk.press(said("do-save"), sheet);
  await desk.page.waitForURL(/\/customers\/\w{26}/);
  await desk.see("金牌");
  await desk.press(said("console-history-of", { field: "客户等级（示例）" }));
  await desk.page.locator(".console-popover").getByText("金牌").waitFor();
  await desk.page.keyboard.press("Escape");
  await desk.judge("a customer with a field of the company's own");

  await desk.go("/customers");
  await desk.page.getByRole("button", { name: said("console-columns") }).click();
  await desk.page.getByRole("switch", { name: "客户等级（示例）" }).click();
  await desk.page.keyboard.press("Escape");
  await desk.page.getByRole("cell", { name: "金牌" }).first().waitFor();
});

test("an order of a kind is asked for it, and it is changed where it stands", async () => {
  const { items } = await desk.api("GET", "/v1/devices?limit=1");
  await desk.go(`/orders/new?device=${items[0].id}`);
  await desk.page.getByRole("textbox", { name: said("orders-field-title"), exact: true }).fill("示例：机房漏水");
  const badge = desk.page.getByRole("textbox", { name: required("门禁卡号（示例）") });
  await badge.waitFor();
  await desk.press(said("orders-make"));
  await desk.see(said("console-own-missing"));
  await badge.fill("HC-77");
  await desk.press(said("orders-make"));
  await desk.page.waitForURL(/\/orders\/\w{26}/);
  await desk.see("HC-77");
  await desk.press(said("console-own-edit", { field: "门禁卡号（示例）" }));
  await desk.page.getByRole("textbox", { name: required("门禁卡号（示例）") }).fill("HC-78");
  await desk.page.keyboard.press("Enter");
  await desk.see("HC-78");
  await desk.judge("an order with a field of the company's own");
});

test("a value beyond its bounds is refused at its field, and the right one is kept", async () => {
  const { items } = await desk.api("GET", "/v1/devices?limit=1");
  await desk.go(`/devices/${items[0].id}`);
  await desk.press(said("console-own-edit", { field: "楼层（示例）" }));
  const floor = desk.page.getByRole("textbox", { name: "楼层（示例）" });
  await floor.fill("99");
  await desk.page.keyboard.press("Enter");
  await desk.see("-3 至 60");
  await desk.judge("a floor that no house has");
  await floor.fill("-2");
  await desk.page.keyboard.press("Enter");
  await desk.see("−2");
  const { body } = await desk.api("GET", `/v1/devices/${items[0].id}`);
  assert.equal(body.ext[ids.floor], "-2");
});
