// What two people did without seeing each other: both values with who and when, one press, and the choice on the phone; and what the
// office has to decide of what phones brought: refused, corrected, late. The clock stands still but for the minutes between.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, tell } from "../browser.js";
import { Clock } from "../clock.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { hire } from "./people.js";
import { Phone } from "./phone.js";

/** A Tuesday, 07:10 there. */
const MORNING_MS = Date.UTC(2026, 10, 23, 23, 10);
const MAGNET = "1 号磁共振磁体压力升高";
const HANDLER = "空调箱定期保养";
const [LIN, ZHOU, ZHENG, WANG] = ["林甲", "周乙", "郑戊", "王子"];

let folder, clock, company, browser, desk, other, lin, zhou, magnet, handler;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-conflict-"));
  clock = new Clock(folder, MORNING_MS);
  company = await Company.open({ phones: ["lin"], aside: ["zhou"], env: clock.env });
  browser = await launch();
  zhou = new Phone(company.folder("zhou"), clock.env);
  await hire(browser, company, { wang: { name: WANG, roles: ["dispatcher"] } }, clock.ms);
  [desk, other] = await Promise.all(["zheng", "wang"].map((login) => Desk.open(browser, company, login, { at: clock.ms })));
  lin = await open(browser, "phone");
  await lin.context().clock.setFixedTime(clock.ms);
  await lin.goto(company.url("lin"));
  const { items } = await desk.api("GET", "/v1/work-orders?limit=200");
  [magnet, handler] = [MAGNET, HANDLER].map((title) => items.find((item) => item.title === title));
});

after(async () => {
  if (process.env.ONSITE_PICTURES) {
    for (const [name, page] of Object.entries({ lin, desk: desk?.page })) await page?.screenshot({ path: join(process.env.ONSITE_PICTURES, `console-conflict-${name}.png`) });
  }
  await browser?.close();
  await company?.close();
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everybody's clock, by minutes. */
async function wait(minutes) {
  clock.go(minutes);
  for (const page of [desk.page, other.page, lin]) await page.context().clock.setFixedTime(clock.ms);
}

/** What the clock shows there. */
const clockThere = () => new Date(clock.ms + 8 * 3_600_000).toISOString().slice(11, 16);

/** Lin's phone exchanges everything, by the press for it. */
async function sync(path) {
  await lin.goto(`${company.url("lin")}/#/sync`);
  await lin.getByRole("button", { name: said("sync-now") }).click();
  await lin.getByText(said("sync-is-sent")).first().waitFor();
  await lin.goto(`${company.url("lin")}/#${path}`);
}

const item = (number) => desk.page.getByRole("navigation", { name: said("desk-items") }).getByRole("link", { name: number });
const values = () => desk.page.getByRole("list", { name: said("desk-which") }).getByRole("listitem");

/** The only open item of a kind, chosen in the inbox. */
async function choose(kind, about) {
  await desk.go("/attention");
  const section = desk.page.getByRole("heading", { name: said(`desk-kind-${kind}`) });
  await section.locator("xpath=following-sibling::ul[1]").getByRole("link", { name: about }).first().click();
  await desk.page.locator("header .state", { hasText: said(`desk-kind-${kind}`) }).waitFor();
}

/** Does what decides the item that is chosen, and waits until it has gone from the inbox. */
async function decides(act) {
  const { page } = desk;
  const id = await page.locator("[data-item][aria-current=true]").getAttribute("data-item");
  const answered = page.waitForResponse((answer) => answer.url().includes(`/v1/attention/${id}/decide`));
  await act();
  assert.ok((await answered).ok());
  await page.locator(`[data-item="${id}"]`).waitFor({ state: "detached" });
}

test("two at the desk change a field without seeing each other: both values stand with who and when, one press chooses, the phone follows", async () => {
  const edit = async (at, value) => {
    const field = at.page.getByLabel(said("orders-field-description"), { exact: true });
    await field.fill(value);
  };
  for (const at of [desk, other]) {
    await at.go(`/orders/${magnet.id}`);
    await at.page.getByRole("button", { name: said("orders-edit-field", { field: said("orders-field-description") }) }).click();
  }
  await edit(other, "院方补充：昨晚冷却塔停过一小时。");
  await edit(desk, "院方来电：报警已消失，仍请检查。");
  await other.press(said("do-save"));
  await other.see("院方补充：昨晚冷却塔停过一小时。");
  await desk.see(said("orders-changed-meanwhile"));
  await wait(2);
  await desk.press(said("do-save"));
  await desk.see(said("orders-both-wrote", { field: said("orders-field-description") }));

  await choose("field-conflict", magnet.number);
  const texts = await values().allInnerTexts();
  assert.equal(texts.length, 2);
  assert.ok(texts.some((text) => text.includes(WANG) && text.includes("冷却塔") && text.includes("07:10")), texts.join(" | "));
  assert.ok(texts.some((text) => text.includes(ZHENG) && text.includes("报警已消失") && text.includes("07:12")), texts.join(" | "));
  await desk.judge("two values");
  await decides(() => values().filter({ hasText: WANG }).getByRole("button", { name: said("desk-do-this") }).click());

  await sync(`/job/${magnet.id}`);
  await lin.getByText("院方补充：昨晚冷却塔停过一小时。").first().waitFor();
  await lin.getByText("报警已消失").waitFor({ state: "detached" });
});

test("two phones answer the same step offline: the inbox has both with who and when, a key chooses, and the phone asks no more", async () => {
  const { visit } = (await desk.api("GET", `/v1/work-orders/${magnet.id}`)).body.visits.at(-1);
  await company.network("off");
  for (const press of ["accept", "depart", "arrive", "start"]) {
    await tell(lin, "press_visit", { visit, pressed: { press, source: "button" } });
    await zhou.do("visit", press, magnet.number);
  }
  const { steps } = await tell(lin, "visit_detail", { visit });
  const at = steps.findIndex(({ step, is_to_be_done }) => is_to_be_done && step.kind === "check");
  await lin.goto(`${company.url("lin")}/#/visit/${visit}/step/${steps[at].id}`);
  await lin.getByRole("radio", { name: said("code-yes") }).or(lin.getByText(said("code-yes"), { exact: true })).first().click();
  await lin.getByRole("button", { name: said("visit-save-next") }).click();
  const linAt = clockThere();
  await wait(2);
  const zhouAt = clockThere();
  await zhou.do("step", "answer", magnet.number, String(at + 1), "no", "--note", "有异响");
  await wait(3);
  await company.network("on");
  await sync("/today");
  await zhou.sync();

  await choose("entry-conflict", magnet.number);
  const texts = await values().allInnerTexts();
  assert.equal(texts.length, 2);
  assert.ok(texts.some((text) => text.includes(LIN) && text.includes(linAt)), texts.join(" | "));
  assert.ok(texts.some((text) => text.includes(ZHOU) && text.includes("有异响") && text.includes(zhouAt)), texts.join(" | "));
  await desk.judge("two answers");
  const key = await values().filter({ hasText: ZHOU }).getByRole("button").locator("kbd").innerText();
  await decides(() => desk.page.keyboard.press(key));

  await zhou.sync();
  assert.ok(!JSON.stringify(await zhou.do("attention")).includes("entry_conflict"), "the phone asks nobody about it any more");
  const told = (await zhou.do("step", "list", magnet.number)).steps[at];
  assert.deepEqual([told.answers, told.decided_against].map((all) => all.map(({ value }) => value)), [["no"], ["yes"]]);
  await sync(`/visit/${visit}/step/${steps[at].id}`);
  const against = lin.getByRole("region", { name: said("visit-decided-against") });
  await against.getByText(said("code-yes"), { exact: true }).waitFor();
  await against.getByText(ZHENG, { exact: false }).waitFor();
  await lin.getByText(said("visit-two-answers", { count: 2 })).waitFor({ state: "detached" });
  await desk.go(`/review/${visit}`);
  await desk.page.getByRole("row").filter({ hasText: said("review-decided-against") }).filter({ hasText: ZHENG }).waitFor();
  await desk.judge("an answer that was decided against");
});

test("a better phone number from the field stands beside the old one, and one press takes it", async () => {
  const customer = await desk.api("GET", `/v1/records/customer/${magnet.customer}`);
  await zhou.do("correct", `customer/${customer.body.number}`, "phone", "+86 21 5555 0199", "--note", "前台说换了号码", "--during", magnet.number);
  await zhou.sync();
  await choose("proposed-correction", customer.body.name.zh);
  const texts = await values().allInnerTexts();
  assert.ok(texts[0].includes(customer.body.phone), texts.join(" | "));
  assert.ok(texts[1].includes("+86 21 5555 0199"), texts.join(" | "));
  await desk.see("前台说换了号码");
  await desk.judge("a proposed correction");
  await decides(() => desk.press(said("desk-do-take")));
  assert.equal((await desk.api("GET", `/v1/records/customer/${magnet.customer}`)).body.phone, "+86 21 5555 0199");
});

test("what a rule refused says why; somebody takes it, and settles it with a word", async () => {
  await zhou.try("hand-over", magnet.number, "--to", "lin", "--reason", "我要下班");
  await zhou.sync();
  await choose("refused", magnet.number);
  await desk.page.getByRole("main").getByText(said("desk-refused-forbidden"), { exact: false }).first().waitFor();
  await desk.judge("a refused change");
  await desk.page.keyboard.press("c");
  await item(magnet.number).getByText(ZHENG).waitFor();
  await desk.see(said("desk-claimed-by"));
  await other.go("/attention");
  await other.page.getByRole("navigation", { name: said("desk-items") }).getByText(ZHENG).waitFor();

  await desk.press(said("desk-do-dealt-with"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: said("reason-label") }).fill("已电话说明：由林甲完成。");
  await decides(() => desk.press(said("desk-do-dealt-with"), sheet));
});

test("what comes late into a cancelled order is kept, left out with a reason, and the phone is told", async () => {
  await company.network("off");
  await zhou.do("note", handler.number, "滤网已到货，放在机房门口");
  await desk.api("POST", `/v1/work-orders/${handler.id}/press/cancel`, { reason: "示例：客户撤回" });
  await company.network("on");
  await zhou.sync();
  await choose("late-work", handler.number);
  await desk.see(said("desk-kept-after-cancelled"));
  await desk.press(said("desk-do-leave-out"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: said("reason-label") }).fill("示例：已撤单，备件退库。");
  await decides(() => desk.press(said("desk-do-leave-out"), sheet));
  await zhou.sync();
  const kept = JSON.stringify(await zhou.do("outbox"));
  assert.ok(kept.includes("示例：已撤单，备件退库。") && kept.includes("滤网已到货"), kept);
  const { items } = await desk.api("GET", "/v1/attention?limit=200");
  assert.ok(items.every(({ kind, detail }) => kind !== "refused" || detail.state !== "set_aside"), "one press settled it");
});

test("the history keeps who decided what, when and why", async () => {
  await desk.go("/attention?state=history");
  await item(magnet.number).filter({ hasText: said("desk-kind-refused") }).click();
  await desk.page.getByRole("heading", { name: said("desk-what-became") }).waitFor();
  await desk.page.getByRole("main").getByText(ZHENG).first().waitFor();
  await desk.see(said("desk-chose-settled"));
  await desk.judge("the history");
  await desk.see(said("desk-because", { reason: "已电话说明：由林甲完成。" }));
});
