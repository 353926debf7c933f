// The desk's plan with a real mouse and by the keyboard alone: who goes when, what speaks against it, and what a phone that is out of
// reach knows of it. The clock stands still, so that every day and hour is the same whenever this runs.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open } from "../browser.js";
import { Clock } from "../clock.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

/** A Tuesday, 07:10 there: the day's work is all to come. */
const MORNING_MS = Date.UTC(2026, 10, 23, 23, 10);
const [TODAY, TOMORROW] = ["2026-11-24", "2026-11-25"];
const [LIN, CHEN, ZHOU, WU] = ["林甲", "陈丙", "周乙", "吴丁"];
/** Survey: asked for from 14:00 to 16:00 today, by somebody who knows magnets. */
const [SURVEY, ADVICE, HANDLER] = ["新磁共振机房现场勘察", "How to set the controller", "空调箱定期保养"];

let folder, clock, company, browser, desk, zhou;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-planning-"));
  clock = new Clock(folder, MORNING_MS);
  company = await Company.open({ phones: ["lin"], aside: ["zhou"], env: clock.env });
  browser = await launch();
  zhou = new Phone(company.folder("zhou"), clock.env);
  desk = await Desk.open(browser, company, "zheng", { at: clock.ms });
});

after(async () => {
  if (process.env.ONSITE_PICTURES) await desk?.page.screenshot({ path: join(process.env.ONSITE_PICTURES, "console-planning.png") });
  await browser?.close();
  await company?.close();
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

const timeline = () => desk.page.getByRole("group", { name: said("planning-timeline") });
const panel = () => desk.page.getByRole("complementary", { name: said("planning-order") });
const waiting = (title) => desk.page.getByRole("region", { name: said("planning-waiting"), exact: true }).getByRole("button", { name: title });
const block = (title) => timeline().locator(".ec-event", { hasText: title }).first();
const rowOf = (engineer) => timeline().locator("[data-engineer]", { hasText: engineer });
const told = () => desk.page.getByRole("alert");

/** The order as the server has it. */
async function orderOf(title) {
  const { items } = await desk.api("GET", "/v1/work-orders?limit=200");
  const { id } = items.find((item) => item.title === title);
  const { body } = await desk.api("GET", `/v1/work-orders/${id}`);
  const { lead } = body.visits.at(-1) ?? {};
  return { id, number: body.number, lead, from: hourOf(body.window_start_ms), to: hourOf(body.window_end_ms) };
}

const optionOf = (engineer) => panel().getByLabel(said("planning-who")).locator("option", { hasText: engineer }).innerText();
const hourOf = (ms) => (ms === null ? null : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " "));

/** Where an hour of an engineer lies in the window, by the row and the hours written above. */
async function spot(engineer, hour, day) {
  const at = async (time) => (await timeline().locator(`.ec-slot:has(time[datetime="${day}T${time}:00"])`).boundingBox()).x;
  const [eight, ten] = [await at("08:00"), await at("10:00")];
  const row = await rowOf(engineer).boundingBox();
  return { x: eight + ((hour - 8) * (ten - eight)) / 2 + 2, y: row.y + 20 };
}

/** Takes hold there, moves as a hand does, and lets go here. */
async function drag(held, free) {
  const [from, to] = [await held, await free];
  const { mouse } = desk.page;
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move(from.x + 10, from.y, { steps: 3 });
  await mouse.move(to.x, to.y, { steps: 10 });
  await mouse.up();
}

/** Does what tells the server of a plan, and waits for its answer. */
async function plans(act) {
  const answered = desk.page.waitForResponse((answer) => answer.url().endsWith("/plan") && answer.request().method() === "POST");
  await act();
  await answered;
}

/** Where it stands; what is drawn anew at this moment stands nowhere. */
async function boxOf(locator) {
  for (;;) {
    await locator.waitFor();
    const box = await locator.boundingBox();
    if (box) return box;
  }
}

/** A little behind the beginning of what is taken hold of, so that its beginning lands where the hand lets go. */
async function beginning(locator) {
  const { x, y, height } = await boxOf(locator);
  return { x: x + 12, y: y + height / 2 };
}

test("an order that waits is dragged onto an engineer's hour, and a moment later it is on the phone", async () => {
  const phone = await open(browser, "phone");
  await phone.context().clock.setFixedTime(clock.ms);
  await phone.goto(company.url("lin"));
  await phone.getByRole("button", { name: said("today-day-after") }).click();
  await phone.getByRole("heading", { name: said("today-tomorrow") }).waitFor();
  assert.equal(await phone.getByText(ADVICE).count(), 0, "nobody was told of it yet");

  await desk.go(`/planning?day=${TOMORROW}`);
  await waiting(ADVICE).waitFor();
  await desk.judge("the plan of a day");
  await plans(async () => drag(beginning(waiting(ADVICE)), await spot(LIN, 10, TOMORROW)));
  await block(ADVICE).waitFor();
  await waiting(ADVICE).waitFor({ state: "detached" });
  const { from, lead, number } = await orderOf(ADVICE);
  assert.equal(from, `${TOMORROW} 10:00`);
  assert.equal(lead, (await desk.api("GET", `/v1/engineers?day=${TOMORROW}`)).items.find(({ name }) => name.zh === LIN).id);
  await desk.see(number);
  await phone.getByText(ADVICE).waitFor();
  await phone.context().close();
});

test("what is planned is moved to another hour, stretched, given to somebody else and put on another day, and undone", async () => {
  const { lead } = await orderOf(ADVICE);
  const two = await spot(LIN, 14, TOMORROW);
  await plans(() => drag(beginning(block(ADVICE)), { ...two, x: two.x + 10 }));
  await desk.see(said("planning-planned", { number: (await orderOf(ADVICE)).number, name: LIN, when: "11月25日 14:00–16:00" }));
  assert.equal((await orderOf(ADVICE)).from, `${TOMORROW} 14:00`);

  const box = await boxOf(block(ADVICE));
  const edge = { x: box.x + box.width - 2, y: box.y + box.height / 2 };
  await plans(async () => drag(edge, { x: (await spot(LIN, 17, TOMORROW)).x - 4, y: edge.y }));
  assert.equal((await orderOf(ADVICE)).to, `${TOMORROW} 17:00`);

  const from = await beginning(block(ADVICE));
  await plans(async () => drag(from, { x: from.x, y: (await spot(ZHOU, 14, TOMORROW)).y }));
  const given = await orderOf(ADVICE);
  assert.deepEqual([given.from, given.to], [`${TOMORROW} 14:00`, `${TOMORROW} 17:00`], "only the engineer is another");
  assert.notEqual(given.lead, lead);

  await desk.page.keyboard.press("w");
  await block(ADVICE).waitFor();
  const head = await timeline().locator(`.ec-col-head:has(time[datetime="2026-11-27"])`).boundingBox();
  const taken = await beginning(block(ADVICE));
  await plans(() => drag(taken, { x: head.x + 20, y: taken.y }));
  assert.deepEqual((({ from, to }) => [from, to])(await orderOf(ADVICE)), ["2026-11-27 14:00", "2026-11-27 17:00"], "the hours stay on another day");
  await desk.judge("the plan of a week");

  await plans(() => desk.press(said("do-undo")));
  assert.deepEqual(await orderOf(ADVICE), given);
  await desk.page.keyboard.press("d");
});

test("what speaks against a plan is said in words beside it, stops nobody, and one press takes it back", async () => {
  await desk.go(`/planning?day=${TODAY}`);
  await plans(async () => drag(beginning(waiting(SURVEY)), await spot(CHEN, 17, TODAY)));
  const words = (await told().innerText()).replace(/\s+/g, " ");
  const { number } = await orderOf(SURVEY);
  for (const [what, sentence] of [
    ["the window that was asked for", said("planning-outside-asked", { window: "14:00–16:00" })],
    ["another job", "陈丙在同一时间已有工单"],
    ["the hours", "该时间不在陈丙的工作时间内。"],
    ["the skill, by its name", "陈丙不具备“磁共振”技能。"],
    ["no phone", "陈丙没有可同步的终端"],
    ["the order", said("planning-planned-but", { number })],
  ]) assert.ok(words.includes(sentence), `${what} in “${words}”`);
  await desk.judge("a plan with warnings");
  assert.equal((await orderOf(SURVEY)).from, `${TODAY} 17:00`, "it is planned all the same");

  const back = desk.page.waitForResponse((answer) => answer.url().endsWith("/reschedule"));
  await desk.page.keyboard.press("Control+z");
  await back;
  await waiting(SURVEY).waitFor();
  assert.deepEqual((({ from, lead }) => [from, lead])(await orderOf(SURVEY)), [`${TODAY} 14:00`, null]);

  await plans(async () => drag(beginning(waiting(SURVEY)), await spot(WU, 14, TODAY)));
  await desk.see(said("planning-not-ours", { name: WU }));
  await desk.see(said("planning-not-ours-more"));
  await waiting(SURVEY).waitFor();
  await told().getByRole("button", { name: said("planning-seen") }).click();
  await told().waitFor({ state: "detached" });
});

test("what is taken from an engineer out of reach is said before and after, and what is recorded there meanwhile is kept for review", async () => {
  clock.go(180);
  await desk.close();
  // A session at which nobody worked for so long has ended.
  desk = await Desk.open(browser, company, "zheng", { at: clock.ms });
  await desk.go(`/planning?day=${TODAY}`);
  await rowOf(ZHOU).getByText("失联").waitFor();
  const { number } = await orderOf(HANDLER);
  await block(HANDLER).click();
  await panel().getByLabel(said("planning-who")).selectOption({ label: (await optionOf(LIN)) });
  await panel().getByText(said("planning-takes-from-silent", { name: ZHOU })).waitFor();
  await panel().getByText(said("planning-takes-more")).waitFor();
  await desk.judge("before it is taken");
  await plans(() => desk.press(said("planning-plan-anew"), panel()));
  await told().getByText(/周乙自 .* 起离线，尚不知道已改派他人/).waitFor();

  await zhou.do("note", number, "滤网已检查，皮带偏松");
  await zhou.sync();
  const { said: kept } = await zhou.try("outbox");
  assert.match(JSON.stringify(kept), /review/, "Zhou's phone says that it waits for the office");
  const jobs = await zhou.do("jobs", "--day", "today");
  assert.ok(!JSON.stringify(jobs).includes(number), "and that the job is another's now");
  await desk.go("/attention");
  await desk.see(said("desk-kind-late-work"));
  await desk.page.getByRole("main").getByText(new RegExp(number)).first().waitFor();
  await desk.page.getByRole("main").getByText(ZHOU).first().waitFor();
  await desk.judge("late work");
  await desk.press(said("desk-do-count"));
  await desk.see(said("desk-nothing"));
  const { visits } = (await desk.api("GET", `/v1/work-orders/${(await orderOf(HANDLER)).id}`)).body;
  const { notes } = await company.held(`visit/${visits.at(-1).visit}`);
  assert.deepEqual(notes.map(({ text }) => text), ["滤网已检查，皮带偏松"], "one press lets it count");
});

test("the same by the keyboard alone: from what waits to the engineer, to another hour, and back", async () => {
  const { keyboard } = desk.page;
  await desk.go(`/planning?day=${TOMORROW}`);
  await waiting(SURVEY).waitFor();
  await keyboard.press("u");
  await keyboard.press("Enter");
  await panel().getByRole("heading", { name: said("planning-proposals") }).waitFor();
  await panel().getByRole("listitem").first().waitFor();
  await desk.judge("proposals");
  await plans(() => keyboard.press("a"));
  const first = await orderOf(SURVEY);
  assert.ok(first.lead, "the first who is proposed goes");
  await keyboard.press("Escape");
  await panel().waitFor({ state: "detached" });
  await block(SURVEY).waitFor();

  await keyboard.press("e");
  await desk.page.waitForFunction(() => document.activeElement?.closest(".ec-event"));
  const inFocus = () => desk.page.evaluate(() => document.activeElement?.closest(".ec-event")?.textContent ?? "");
  const before = await inFocus();
  await keyboard.press("ArrowDown");
  await desk.page.waitForFunction((before) => ![before, undefined].includes(document.activeElement?.closest(".ec-event")?.textContent), before);
  if (!(await inFocus()).includes(ADVICE)) await keyboard.press("ArrowUp");
  await desk.page.waitForFunction((title) => document.activeElement?.closest(".ec-event")?.textContent.includes(title), ADVICE);
  await keyboard.press("Enter");
  await panel().getByLabel(said("planning-from"), { exact: true }).focus();
  await panel().getByLabel(said("planning-from"), { exact: true }).fill("09:00");
  await plans(() => keyboard.press("Enter"));
  assert.equal((await orderOf(ADVICE)).from, `${TOMORROW} 09:00`);
  await panel().locator("h2:focus").waitFor();
  await keyboard.press("Escape");
  await panel().waitFor({ state: "detached" });
  await plans(() => keyboard.press("Control+z"));
  assert.equal((await orderOf(ADVICE)).from, `${TOMORROW} 14:00`);
});
