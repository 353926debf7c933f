// What an engineer does at a job with the command line, from setting out to the customer's signature.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A picture as a camera would give it: `what` makes it different from others. */
export function picture(folder, what) {
  const path = join(folder, `${what.replace(/\W/g, "-")}.png`);
  execFileSync("qrencode", ["-o", path, "-s", "12", what]);
  return path;
}

/** From the plan to the work. */
export async function setOut(phone, job) {
  for (const press of ["accept", "confirm", "depart", "arrive", "start"]) await phone.do("visit", press, job);
}

/**
 * Answers every step that is asked, readings in the middle of their limits; says how many. `code` is what a scan gives, `otherwise`
 * what is answered instead, by the title of the step.
 */
export async function answerSteps(phone, job, folder, { code, otherwise = {} }) {
  const answered = new Set();
  for (;;) {
    const { steps } = await phone.do("step", "list", job);
    const next = steps.find(({ is_to_be_done, answers, step }) => is_to_be_done && answers.length === 0 && !answered.has(step.id));
    if (!next) return answered.size;
    answered.add(next.step.id);
    const { step } = next.step;
    const value = otherwise[step.title.zh] ?? valueOf(step, { code, photo: () => picture(folder, `${job} step ${next.place}`) });
    await phone.do("step", "answer", job, String(next.place), ...value);
  }
}

function valueOf(step, { code, photo }) {
  switch (step.kind) {
    case "check":
      return ["yes"];
    case "choice":
      return [(step.choices.find(({ is_fault }) => !is_fault) ?? step.choices[0]).value];
    case "measurement": {
      const { low, high, nominal } = step.measurement;
      return [nominal ?? (low && high ? String((Number(low) + Number(high)) / 2) : (low ?? high ?? "20000"))];
    }
    case "scan":
      return [code];
    case "photo":
      return ["--photo", photo()];
    default:
      return ["一切正常"];
  }
}

/** The customer accepts, signs, and the visit is finished. */
export async function signAndFinish(phone, job, folder, name) {
  await phone.do("sign", job, "--ink", picture(folder, `ink ${name}`), "--name", name, "--role", "设备科", "--verdict", "accepted", "--device-state", "working");
  await phone.do("visit", "finish", job);
}
