// The whole day of a job in the app's own window: offline to the signed report, and everything at the server afterwards, over a
// line that keeps breaking.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, until } from "selenium-webdriver";
import { Company } from "./company.js";
import { Display, Window } from "./window.js";
import { said } from "./words.js";
import { acceptAndSign, answerSteps, jobs, setOutAndStart } from "./work.js";

let company, display, phone, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-day-"));
  company = await Company.open({ phones: ["zhou"], aside: ["lin"] });
  display = await Display.open();
  phone = await Window.open(display, company.folder("lin"));
});

after(async () => {
  if (process.env.ONSITE_PICTURES) await phone?.picture(join(process.env.ONSITE_PICTURES, "day.png"));
  await phone?.close();
  await display?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("Lin does a job in a basement without signal, and the server has all of it once there is a line", async () => {
  await company.network("off");
  const [job] = await jobs(phone);
  await phone.see(job.title);
  await setOutAndStart(phone);
  const answered = await answerSteps(phone, job.visit, folder);
  assert.ok(answered > 3, `${answered} steps were answered`);
  await acceptAndSign(phone, job.visit, "李示例");

  await phone.go(`/visit/${job.visit}`);
  const { missing } = await phone.ask("visit_detail", { visit: job.visit });
  assert.deepEqual(missing, []);
  await phone.press(said("visit-do-finish"));
  await phone.press(said("press-finish"), { within: "//*[@role='dialog']" });
  await phone.driver.wait(async () => (await phone.ask("job_card", { visit: job.visit })).status === "finished", 10_000);

  const before = await phone.ask("sync_state");
  assert.ok(before.outbox.waiting > 5, "it all waits here");
  assert.notEqual(before.phase, "all_sent");
  assert.equal((await company.held(`visit/${job.visit}`)).status, "planned", "the server knows nothing of it yet");

  await company.network("cut", 65_536);
  await phone.ask("sync_now");
  await phone.driver.wait(async () => {
    const state = await phone.ask("sync_state");
    if (state.phase === "all_sent") return true;
    await phone.ask("sync_now");
    return false;
  }, 120_000, "everything is sent");
  await phone.go("/today");
  await phone.see("全部已发送");
  const held = await company.held(`visit/${job.visit}`);
  assert.equal(held.status, "finished");
  assert.equal(held.signatures.length, 1);
  assert.equal(held.sealed_reports.length, 1);
  assert.equal(held.answers.filter((answer) => answer.is_current).length, answered);
});

test("on a tablet the day stands beside the job", async () => {
  await phone.driver.manage().window().setRect({ width: 1280, height: 800 });
  const [, job] = await jobs(phone);
  await phone.go(`/job/${job.work_order}`);
  const beside = await phone.driver.wait(until.elementLocated(By.css("section.left h1")), 10_000);
  const main = await phone.driver.wait(until.elementLocated(By.css("main")), 10_000);
  assert.equal(await beside.getText(), said("place-today"));
  assert.ok((await main.getRect()).x > (await beside.getRect()).x + 200, "one beside the other");
  await phone.see(job.title);
});
