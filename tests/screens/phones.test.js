// What several phones do to each other, and what the office does to one: told with two windows' worth of screens in a browser,
// which show the same front end against the same core.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, tell } from "./browser.js";
import { Company } from "./company.js";
import { startWork, today } from "./routes.js";
import { said } from "./words.js";

const zone = "Asia/Shanghai";
let company, browser, lin, zhou;

before(async () => {
  company = await Company.open({ phones: ["lin", "zhou"] });
  browser = await launch();
  lin = await phone("lin");
  zhou = await phone("zhou");
});

after(async () => {
  await browser?.close();
  await company?.close();
});

async function phone(login) {
  const page = await open(browser, "phone");
  await page.goto(company.url(login));
  await page.locator("h1").first().waitFor();
  return page;
}

const jobs = (page) => tell(page, "job_list", { day: today(), zone });

async function show(page, login, path) {
  await page.goto("about:blank");
  await page.goto(`${company.url(login)}/#${path}`);
  await page.locator("h1").first().waitFor();
}

/** Waits until the core's answer holds one of these words; it is asked four times a second, for a minute. */
async function answered(page, name, given, ...words) {
  const holds = async ([name, given, words]) => {
    const head = new TextEncoder().encode(JSON.stringify({ name, arguments: given }));
    const frame = new Uint8Array(4 + head.length);
    new DataView(frame.buffer).setUint32(0, head.length);
    frame.set(head, 4);
    for (let left = 240; left > 0; left -= 1) {
      const answer = await (await fetch("/door", { method: "POST", body: frame })).text();
      if (words.some((word) => answer.includes(word))) return true;
      await new Promise((next) => setTimeout(next, 250));
    }
    return false;
  };
  assert.ok(await page.evaluate(holds, [name, given, words]), `${name} never answered with ${words}`);
}

const settled = (page, ...phases) => answered(page, "sync_state", {}, ...phases.map((phase) => `"phase":"${phase}"`));
const keptDraft = (page, place, text) => answered(page, "draft", { place }, text);

test("parts pass from Lin's van to Zhou's without a network, by a code on the screen", async () => {
  await company.network("off");
  const stock = await tell(lin, "van_stock", {});
  const line = stock.lines.find((line) => line.quantity >= 1000 && !line.serial && !line.lot && line.condition === "new");
  const handed = await tell(lin, "hand_over_part", { parts: [{ part: line.part, quantity: 1000, condition: "new" }] });
  await show(zhou, "zhou", `/van/take-over?text=${encodeURIComponent(handed.text)}`);
  await zhou.getByText(line.name.zh).first().waitFor();
  const before = quantityOf(await tell(zhou, "van_stock", {}), line.part);
  await zhou.getByRole("button", { name: said("van-take-all") }).click();
  await zhou.getByText(said("van-taken")).first().waitFor();
  assert.equal(quantityOf(await tell(zhou, "van_stock", {}), line.part), before + 1000);
  assert.equal(quantityOf(await tell(lin, "van_stock", {}), line.part), line.quantity - 1000);
  await assert.rejects(tell(zhou, "take_over_part", { text: handed.text }), "nothing is taken twice");
  await company.network("on");
  await settled(lin, "all_sent", "need_attention");
  await settled(zhou, "all_sent", "need_attention");
});

const quantityOf = (stock, part) =>
  stock.lines.filter((line) => line.part === part && line.condition === "new").reduce((sum, line) => sum + line.quantity, 0);

test("two engineers answer the same step without seeing each other, and both answers stand on the screen", async () => {
  await company.network("off");
  const job = (await jobs(zhou)).find((job) => !job.is_lead);
  assert.ok(job, "Zhou helps at one of Lin's jobs");
  await startWork(lin, job.visit);
  for (const press of ["accept", "arrive", "start"]) await tell(zhou, "press_visit", { visit: job.visit, pressed: { press, source: "button" } });
  const { steps } = await tell(lin, "visit_detail", { visit: job.visit });
  const step = steps.find((step) => step.step.kind === "check");
  await tell(lin, "answer_step", { visit: job.visit, answer: { step: step.id, value: "yes" } });
  await tell(zhou, "answer_step", { visit: job.visit, answer: { step: step.id, value: "no", note: "有异响" } });
  await company.network("on");
  for (const page of [lin, zhou, lin]) {
    await tell(page, "sync_now", {});
    await settled(page, "all_sent", "need_attention");
  }
  await show(lin, "lin", `/visit/${job.visit}/step/${step.id}`);
  await lin.getByText(said("visit-two-answers", { count: 2 })).waitFor();
  await lin.getByText("有异响").first().waitFor();
});

test("what was being typed is there again after the app was killed", async () => {
  const [job] = await jobs(lin);
  const path = `/visit/${job.visit}/notes`;
  await show(lin, "lin", path);
  const write = () => lin.getByRole("button", { name: said("notes-write") }).first().click();
  await write();
  await lin.locator("textarea").first().fill("冷却水管老化，建议下季度");
  await keptDraft(lin, `visit/${job.visit}/note/new`, "冷却水管老化");
  // The system ends the app without a word: the page is gone at once, and another begins.
  await lin.context().close();
  lin = await phone("lin");
  await show(lin, "lin", path);
  await write();
  await lin.waitForFunction(() => [...document.querySelectorAll("textarea")].some((field) => field.value.includes("冷却水管老化")));
});

test("what the server refuses is shown with its reason, and the rest of the work goes through", async () => {
  const job = (await jobs(zhou)).find((job) => !job.is_lead);
  const [somebody] = (await tell(zhou, "colleagues", {})).filter(({ roles }) => roles.includes("engineer"));
  await company.network("off");
  await tell(zhou, "hand_over", { visit: job.visit, to: somebody.user, reason: "我要下班" });
  await tell(zhou, "write_note", { visit: job.visit, note: { text: "皮带已更换" } });
  await company.network("on");
  await tell(zhou, "sync_now", {});
  await answered(zhou, "outbox", {}, '"state":"rejected"');
  const rows = await tell(zhou, "outbox", {});
  assert.deepEqual(rows.map(({ verb, state }) => [verb, state]), [["hand_over", "rejected"]]);
  const { notes } = await company.held(`visit/${job.visit}`);
  assert.ok(notes.some(({ text }) => text === "皮带已更换"), "what was not refused is there");
  await show(zhou, "zhou", "/sync");
  await zhou.getByText("我要下班").first().waitFor();
});

test("a phone that the office took out of use says so, and what happens to its work", async () => {
  await company.revoke("zhou");
  await tell(zhou, "sync_now", {});
  await settled(zhou, "failed");
  await show(zhou, "zhou", "/sync");
  const { result } = await tell(zhou, "sync_state", {});
  assert.equal(result, "revoked");
  await zhou.getByText("停用").first().waitFor();
});
