// The console as a place: who comes in, what they see of it, and that nothing typed is lost on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { Desk } from "./desk.js";
import { said } from "../words.js";

let company, browser;

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await company?.close();
});

test("a wrong password is refused in words, and the right one leads in", async () => {
  const desk = await Desk.open(browser, company);
  await desk.signIn("zheng", "not-it");
  await desk.page.getByRole("alert").waitFor();
  await desk.signIn("zheng");
  await desk.page.getByRole("navigation", { name: said("console-places") }).waitFor();
  await desk.see(said("console-live"));
  await desk.judge("signed in");
  await desk.close();
});

test("each role has the places that its work needs, and the server agrees", async () => {
  const places = {};
  for (const login of ["zheng", "sun", "feng", "lin"]) {
    const desk = await Desk.open(browser, company, login);
    await desk.page.locator("#work").waitFor();
    places[login] = await desk.page.locator("nav .name").allInnerTexts();
    await desk.close();
  }
  assert.ok(places.zheng.includes(said("console-place-requests")), "a dispatcher takes requests");
  assert.ok(!places.sun.includes(said("console-place-requests")), "a stock keeper does not");
  assert.ok(places.sun.includes(said("console-place-stock")));
  assert.ok(!places.feng.includes(said("console-place-stock")), "a contractor sees no stock");
  assert.deepEqual(places.lin, [], "an engineer's work is on the phone");
});

test("a session that ends under one's hands takes nothing with it", async () => {
  const desk = await Desk.open(browser, company, "zheng");
  await desk.go("/requests/new");
  const words = desk.page.locator("textarea").first();
  await words.fill("冷水机房有异响");
  await desk.context.clearCookies();
  await desk.page.keyboard.press("Control+k");
  await desk.page.getByRole("combobox", { name: said("console-search") }).fill("CT");
  await desk.see(said("console-session-ended"));
  await desk.signIn("zheng");
  await desk.page.getByText(said("console-session-ended")).waitFor({ state: "detached" });
  await desk.page.keyboard.press("Escape");
  assert.equal(await words.inputValue(), "冷水机房有异响");
  await desk.close();
});

test("everything is found from anywhere by the keyboard alone", async () => {
  const desk = await Desk.open(browser, company, "zheng");
  await desk.go("/orders");
  const { items } = await desk.api("GET", "/v1/work-orders?limit=1");
  await desk.page.keyboard.press("Control+k");
  await desk.page.keyboard.type(items[0].number);
  await desk.page.getByRole("option").first().waitFor();
  await desk.page.keyboard.press("Enter");
  await desk.page.waitForURL(`**/orders/${items[0].id}`);
  await desk.page.keyboard.press("g");
  await desk.page.keyboard.press("b");
  await desk.page.waitForURL("**/board");
  await desk.close();
});

test("what one dispatcher does stands on the other's screen at once, and takes nothing from under the hands", async () => {
  const [one, other] = await Promise.all(["zheng", "zhao"].map((login) => Desk.open(browser, company, login)));
  await Promise.all([one.go("/orders?only=unassigned"), other.go("/orders?only=unassigned")]);
  await other.see(said("console-live"));
  const { items } = await one.api("GET", "/v1/work-orders?only=unassigned&limit=1");
  const row = other.page.locator(`tr[data-key="${items[0].id}"]`);
  await row.waitFor();
  await other.page.locator("input[type=search]").focus();
  await one.api("POST", `/v1/work-orders/${items[0].id}/press/cancel`, { reason: "示例：客户撤回" });
  await row.waitFor({ state: "detached", timeout: 5_000 });
  assert.equal(await other.page.evaluate(() => document.activeElement.type), "search", "the focus stays where it was");
  await Promise.all([one.close(), other.close()]);
});
