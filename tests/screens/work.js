// A job done in the window as an engineer does it: by what is written on the screens.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { By, until } from "selenium-webdriver";
import { said } from "./words.js";

const zone = "Asia/Shanghai";
export const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

export const jobs = (phone) => phone.ask("job_list", { day: today(), zone });

/** From the plan to the first step, by the presses of the card; `within` says of which, where several are seen. */
export async function setOutAndStart(phone, { within = "" } = {}) {
  await phone.press(said("press-accept"), { within });
  await phone.press(said("press-confirm-with-customer"), { within });
  await phone.press(said("job-confirm-yes"), { within });
  await phone.press(said("job-confirm-save"), { within });
  await phone.press(said("press-depart"), { within });
  await phone.press(said("press-arrive"), { within });
  await phone.press(said("press-start"), { within });
  await phone.driver.wait(async () => (await phone.path()).startsWith("/visit/"), 10_000, "starting opens the visit");
}

/** Answers every step that is asked, each on its screen. */
export async function answerSteps(phone, visit, folder) {
  const answered = new Set();
  for (;;) {
    const { steps } = await phone.ask("visit_detail", { visit });
    const step = steps.find((step) => step.is_to_be_done && step.answers.length === 0 && !answered.has(step.id));
    if (!step) return answered.size;
    answered.add(step.id);
    await phone.go(`/visit/${visit}/step/${step.id}`);
    const isLast = steps.filter((step) => step.is_to_be_done && step.answers.length === 0).length === 1;
    await answerStep(phone, visit, step, { folder, isLast });
  }
}

/** Answers the step whose screen stands, and saves it. */
export async function answerStep(phone, visit, step, { folder, isLast = false } = {}) {
  await phone.see(step.step.title.zh);
  await answer(phone, step.step, visit, folder);
  await saveAnswer(phone, visit, step, { isLast });
}

/** Saves the answer that stands on a step's screen, which then gives way to the next one by itself. */
export async function saveAnswer(phone, visit, step, { isLast = false } = {}) {
  const path = await phone.path();
  await phone.press(said(isLast ? "visit-save-last" : "visit-save-next"));
  await answers(phone, visit, step, 1);
  await phone.driver.wait(async () => (await phone.path()) !== path, 20_000, "the next screen comes");
}

/** Waits until so many answers of a step stand on this phone. */
export async function answers(phone, visit, step, count) {
  await phone.driver.wait(async () => {
    const { steps } = await phone.ask("visit_detail", { visit });
    return steps.find((held) => held.id === step.id).answers.length === count;
  }, 20_000, `${count} answers to “${step.step.title.zh}”`);
}

/** Has the phone sync by the press for it, and waits until nothing waits here any more. */
export async function sendAll(phone) {
  await phone.go("/sync");
  await phone.press(said("sync-now"));
  await phone.driver.wait(async () => {
    const { phase } = await phone.ask("sync_state");
    return phase === "all_sent" || phase === "need_attention";
  }, 60_000, "everything is sent");
}

async function answer(phone, step, visit, folder) {
  switch (step.kind) {
    case "check":
      return phone.press(said("code-yes"));
    case "choice":
      return phone.press((step.choices.find((choice) => !choice.is_fault) ?? step.choices[0]).label.zh);
    case "measurement": {
      const { low, high, nominal } = step.measurement;
      const middle = nominal ?? (low && high ? String((Number(low) + Number(high)) / 2) : (low ?? high ?? "20000"));
      await phone.type(said("visit-reading"), middle);
      if (step.measurement.is_instrument_required) {
        await phone.press(said("visit-instrument-choose"));
        const [tool] = await phone.ask("tools");
        await phone.press(tool.name.zh, { within: "//*[@role='dialog']" });
      }
      return;
    }
    case "text":
      return phone.type(said("visit-text"), "一切正常");
    case "scan": {
      const { card } = await phone.ask("visit_detail", { visit });
      const { view } = await phone.ask("device_file", { device: card.device });
      return phone.type(said("visit-code"), view.codes[0] ?? view.serial);
    }
    case "photo":
      return takePicture(phone, folder);
    default:
      throw new Error(`a step of kind ${step.kind}`);
  }
}

/** A picture from the gallery, through the place that a person chooses files with. */
export async function takePicture(phone, folder) {
  const picture = join(folder, "picture.png");
  execFileSync("qrencode", ["-o", picture, "-s", "12", "onsite"]);
  const input = await phone.driver.wait(until.elementLocated(By.css("input[type=file]")), 10_000);
  await input.sendKeys(picture);
}

/** The customer reads, chooses and signs; what stands then is the sealed report. */
export async function acceptAndSign(phone, visit, name) {
  await phone.go(`/visit/${visit}/acceptance`);
  await phone.press(said("acceptance-accepted"));
  await phone.press(said("acceptance-device-working"));
  await nameSigner(phone, name);
  await phone.press(said("acceptance-to-signing"));
  await phone.press(said("sign-to-pad"));
  await scribble(phone);
  await phone.press(said("sign-do-report"));
  await phone.driver.wait(() => phone.ask("has_sealed_report", { visit }), 20_000, "the report is sealed");
}

async function nameSigner(phone, name) {
  const label = said("acceptance-name");
  const isAsked = await phone.driver.findElements(By.xpath(`//label[contains(normalize-space(.), '${label}')]`));
  if (isAsked.length === 0) await phone.press(said("do-edit"));
  await phone.type(label, name);
}

async function scribble(phone) {
  const canvas = await phone.driver.wait(until.elementLocated(By.css("canvas")), 10_000);
  const actions = phone.driver.actions({ async: true });
  const to = (x, y, duration = 40) => actions.move({ origin: canvas, x, y, duration });
  to(-90, 0, 0).press();
  for (let step = 1; step <= 8; step += 1) to(-90 + step * 22, step % 2 ? -30 : 25);
  actions.release();
  await actions.perform();
}

