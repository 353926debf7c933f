// What several phones do to each other, and what the office does to one: Lin's phone and Zhou's tablet, each in the app's own
// window, told by what is pressed and typed on their screens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, until } from "selenium-webdriver";
import { Company } from "./company.js";
import { Display, Window } from "./window.js";
import { said } from "./words.js";
import { answerStep, jobs, saveAnswer, sendAll, setOutAndStart } from "./work.js";

const TABLET = { width: 1280, height: 800 };
/** On a tablet: the list of a place, and beside it what was chosen. */
const LIST = `//section[@aria-label='${said("app-list")}']`;
const CHOSEN = "//*[@data-shown]";
let company, display, folder, lin, zhou;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-phones-"));
  company = await Company.open({ phones: ["new"], aside: ["lin", "zhou"] });
  display = await Display.open();
  lin = await Window.open(display, company.folder("lin"));
  zhou = await Window.open(display, company.folder("zhou"), TABLET);
});

after(async () => {
  for (const [name, phone] of Object.entries({ lin, zhou })) {
    if (process.env.ONSITE_PICTURES) await phone?.picture(join(process.env.ONSITE_PICTURES, `phones-${name}.png`));
    await phone?.close();
  }
  await display?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const quantityOf = (stock, part) =>
  stock.lines.filter((line) => line.part === part && line.condition === "new").reduce((sum, line) => sum + line.quantity, 0);

/** What a camera reads that is held before this screen. */
async function readCode(phone) {
  await phone.driver.wait(until.elementLocated(By.css(`svg[aria-label='${said("van-code-label")}'] path`)), 10_000);
  const picture = join(folder, "screen.png");
  await phone.picture(picture);
  return execFileSync("zbarimg", ["--nodbus", "--raw", "--quiet", picture], { encoding: "utf8" }).trim();
}

test("parts pass from Lin's van to Zhou's without a network, by a code on the screen", async () => {
  await company.network("off");
  const stock = await lin.ask("van_stock");
  const isPlain = (line) => !line.serial && !line.lot && line.condition === "new" && line.quantity >= 3000;
  const line = stock.lines.find((line) => isPlain(line) && stock.lines.filter(({ part }) => part === line.part).length === 1);
  const before = quantityOf(await zhou.ask("van_stock"), line.part);

  await lin.go("/van");
  await lin.press(said("van-do-hand-over"));
  await lin.type(said("van-search"), line.number);
  await lin.press(line.name.zh);
  await lin.press(said("do-more"));
  await lin.press(said("van-hand-over-count", { count: 1 }));
  await lin.press(said("van-hand-over-now"));
  const text = await readCode(lin);
  const code = await lin.path();
  await lin.press(said("van-code-copy"));
  await lin.see(said("van-code-copied"));

  await zhou.go("/van");
  await takeOver(text);
  await zhou.see(line.name.zh, { within: CHOSEN });
  await zhou.press(said("van-take-all"));
  await zhou.see(said("van-taken"));
  assert.equal(quantityOf(await zhou.ask("van_stock"), line.part), before + 2000);
  assert.equal(quantityOf(await lin.ask("van_stock"), line.part), line.quantity - 2000);

  await takeOver(text);
  await zhou.see(said("van-taken-before"));
  assert.ok(await zhou.seesNot(said("van-take-all")), "nothing is taken twice");

  await company.network("on");
  await sendAll(zhou);
  await sendAll(lin);
  await lin.go(code);
  await lin.see(said("van-handed-taken"));
});

async function takeOver(text) {
  await zhou.press(said("van-do-take-over"));
  await zhou.paste(said("van-take-over-text"));
  await zhou.driver.wait(async () => (await zhou.value(said("van-take-over-text"))) === text, 10_000, "what was copied is what is shown");
  await zhou.press(said("van-take-over-read"));
}

test("two engineers answer the same step without seeing each other, both answers stand on both screens, and one settles it", async () => {
  await company.network("off");
  const job = (await jobs(zhou)).find((job) => !job.is_lead);
  await lin.go("/today");
  await setOutAndStart(lin);
  assert.equal(await lin.path(), `/visit/${job.visit}`, "Zhou helps at the first of Lin's jobs");
  await zhou.press(said("place-today"));
  await zhou.press(job.title, { within: LIST });
  for (const press of ["accept", "depart", "arrive", "start"]) await zhou.press(said(`press-${press}`), { within: CHOSEN });

  const steps = (await lin.ask("visit_detail", { visit: job.visit })).steps.filter((step) => step.is_to_be_done);
  const step = steps.find((step) => step.step.kind === "check");
  const title = `${steps.indexOf(step) + 1}. ${step.step.title.zh}`;
  await lin.press(title);
  await lin.press(said("code-yes"));
  await saveAnswer(lin, job.visit, step);
  await zhou.press(title, { within: CHOSEN });
  await zhou.press(said("code-no"));
  await zhou.type(said("visit-note"), "有异响");
  await saveAnswer(zhou, job.visit, step);

  await company.network("on");
  for (const phone of [lin, zhou, lin]) await sendAll(phone);
  for (const phone of [lin, zhou]) {
    await phone.go(`/visit/${job.visit}/step/${step.id}`);
    await phone.see(said("visit-two-answers", { count: 2 }));
    await phone.see("有异响");
  }
  await lin.press(said("visit-take-answer"), { within: "//li[contains(normalize-space(.), '有异响')]" });
  await saveAnswer(lin, job.visit, step);
  await sendAll(lin);
  await zhou.driver.wait(() => zhou.seesNot(said("visit-two-answers", { count: 2 })), 60_000, "Zhou's screen hears of it by itself");
});

test("what was being typed is there again after the app was killed", async () => {
  const [job] = await jobs(lin);
  const text = "冷却水管老化，建议下季度";
  await lin.go(`/visit/${job.visit}`);
  await lin.press(said("visit-notes"));
  await lin.press(said("notes-write"));
  await lin.type(said("notes-text"), text);
  const place = `visit/${job.visit}/note/new`;
  await lin.driver.wait(async () => (await lin.ask("draft", { place }))?.body.text === text, 10_000, "what is typed is kept");
  await lin.kill();

  lin = await Window.open(display, company.folder("lin"));
  await lin.press(said("notes-write"));
  await lin.see(said("draft-came-back"));
  assert.equal(await lin.value(said("notes-text")), text);
  assert.equal(await lin.path(), `/visit/${job.visit}/notes`, "the app is where it was");
  await lin.press(said("notes-save"));
  await lin.see(text);
});

test("what the server refuses is shown with its reason, and the rest of the work goes through", async () => {
  const job = (await jobs(zhou)).find((job) => !job.is_lead);
  const { user } = (await zhou.ask("colleagues")).find(({ roles }) => roles.includes("engineer"));
  await company.network("off");
  // No screen offers this to a helper, so it is told to the core: a phone that knows less than the server.
  await zhou.ask("hand_over", { visit: job.visit, to: user, reason: "我要下班" });
  await zhou.go(`/visit/${job.visit}`);
  await zhou.press(said("visit-notes"), { within: CHOSEN });
  await zhou.press(said("notes-write"));
  await zhou.type(said("notes-text"), "皮带已更换");
  await zhou.press(said("notes-save"));
  await zhou.see("皮带已更换");

  await company.network("on");
  await sendAll(zhou);
  await zhou.see(said("sync-undecided-title", { count: 1 }));
  const { notes } = await company.held(`visit/${job.visit}`);
  assert.ok(notes.some(({ text }) => text === "皮带已更换"), "what was not refused is there");
  await zhou.press(`${said("sync-did-hand-over")} · 我要下班`);
  await zhou.see(said("sync-refused-forbidden"), { within: "//*[@role='dialog']" });
  await zhou.press(said("sync-do-again"));
  await zhou.see(said("job-hand-over-not-now"));
});

test("on a tablet the day stays beside the work and follows it", async () => {
  const job = (await jobs(zhou)).find((job) => job.is_lead);
  await zhou.press(said("place-today"));
  await zhou.see(said("app-choose"), { within: CHOSEN });
  const list = await zhou.driver.findElement(By.xpath(`${LIST}//h1`));
  await zhou.press(job.title, { within: LIST });
  await setOutAndStart(zhou, { within: CHOSEN });
  const { steps } = await zhou.ask("visit_detail", { visit: job.visit });
  const [first, second] = steps.filter((step) => step.is_to_be_done);
  const done = async (count) => {
    const card = await zhou.ask("job_card", { visit: job.visit });
    await zhou.see(said("visit-steps-done", { done: count, steps: card.steps }), { within: LIST });
  };
  await done(0);
  await zhou.press(said("visit-do-step", { step: 1 }), { within: CHOSEN });
  await answerStep(zhou, job.visit, first);
  // The next one comes by itself.
  await answerStep(zhou, job.visit, second);
  await done(2);
  // It is the list that stood there at first, not another one.
  assert.equal(await list.getText(), said("place-today"));
  const chosen = await zhou.driver.findElement(By.xpath(CHOSEN));
  assert.ok((await chosen.getRect()).x > (await list.getRect()).x + 200, "one beside the other");
});

test("a phone that the office took out of use says so, and what happens to its work", async () => {
  await company.revoke("zhou");
  await zhou.go("/sync");
  await zhou.press(said("sync-now"));
  await zhou.see(said("sync-is-revoked"));
  await zhou.see(said("sync-is-revoked-text"));
  await zhou.press(said("place-today"));
  await zhou.see(said("sync-failed"), { within: LIST });
});
