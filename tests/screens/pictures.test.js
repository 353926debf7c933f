// The main screens look as somebody saw them and accepted: every letter, measure and colour. The company's clock and the
// browser's stand still and the fonts are those of the repository, so that nothing in a picture depends on the day or the machine.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open, tell } from "./browser.js";
import { Clock } from "./clock.js";
import { Company } from "./company.js";
import { ACCEPTED, compared, still, watch } from "./pictures.js";

const DAY = "2026-11-23";
const ZONE = "Asia/Shanghai";
/** 09:12 there, and half a minute: what is late by seconds stays in its minute. */
const MORNING_MS = Date.UTC(2026, 10, 23, 1, 12, 30);
const FONTS = fileURLToPath(new URL("fonts.conf", import.meta.url));
const MINUTE_MS = 60_000;
/** A clock that is set by more is a jump, which the office is told of. */
const MINUTES_BETWEEN = 4;
const WAIT_MS = 120_000;

const LOOKS = [
  { language: "zh", theme: "light" },
  { language: "en", theme: "dark" },
];
const HINTS = ["today", "visit", "step", "scan", "parts", "acceptance", "sync", "attention"];
const SIGNER = { zh: { name: "李示例", role: "设备科" }, en: { name: "Li Example", role: "Equipment office" } };

let folder, clock, company, browser, phone, tablet, job, measurement;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-clock-"));
  clock = new Clock(folder, MORNING_MS);
  company = await Company.open({ phones: ["lin"], env: clock.env });
  browser = await launch(["--font-render-hinting=none", "--force-color-profile=srgb"], { FONTCONFIG_FILE: FONTS });
  [phone, tablet] = [await open(browser, "phone", { deviceScaleFactor: 1 }), await open(browser, "tablet")];
  for (const page of [phone, tablet]) watch(page);
  await phone.goto(company.url("lin"));
  await atWork();
});

after(async () => {
  await browser?.close();
  await company?.close();
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lin is in the middle of the first job of the day, and everything is at the server. */
async function atWork() {
  [job] = await tell(phone, "job_list", { day: DAY, zone: ZONE });
  const { steps } = await tell(phone, "visit_detail", { visit: job.visit });
  const check = steps.find(({ step }) => step.kind === "check");
  measurement = steps.find(({ step }) => step.kind === "measurement").id;
  const windowMs = [MORNING_MS + 30 * MINUTE_MS, MORNING_MS + 150 * MINUTE_MS];
  const press = (press, more = {}) => tell(phone, "press_visit", { visit: job.visit, pressed: { press, source: "button", ...more } });
  const deeds = [
    () => press("accept"),
    () => press("confirm_with_customer", { reached: true, window: windowMs }),
    () => press("depart"),
    () => press("arrive"),
    () => press("start"),
    () => tell(phone, "answer_step", { visit: job.visit, answer: { step: check.id, value: "yes" } }),
  ];
  for (const deed of deeds) {
    await deed();
    // The server measures how long ago something was, so it must have it before the clock is set.
    await sent();
    clock.go(MINUTES_BETWEEN);
  }
  await sent();
}

/** Everything is at the server, also what the phone itself has to say to what it was answered. */
async function sent() {
  for (let sync = 0; sync < 2; sync += 1) {
    // So that the last sync is known to be this one.
    clock.set(clock.ms + 1);
    await tell(phone, "sync_now", {});
    await confirmed();
  }
}

/** The server has confirmed everything, no earlier than the clock shows. */
async function confirmed() {
  const isSent = async ([sinceMs, asks]) => {
    const head = new TextEncoder().encode(JSON.stringify({ name: "sync_state", arguments: {} }));
    const body = new Uint8Array([0, 0, 0, head.length, ...head]);
    for (let left = asks; left > 0; left -= 1) {
      const answer = await fetch("/door", { method: "POST", body });
      const { phase, is_running, last_sync } = JSON.parse((await answer.text()).slice(1));
      if (phase === "all_sent" && !is_running && last_sync.device_ms >= sinceMs) return true;
      await new Promise((next) => setTimeout(next, 100));
    }
    return false;
  };
  assert.ok(await phone.evaluate(isSent, [clock.ms, WAIT_MS / 100]), "not everything was sent");
}

const wear = (look) =>
  tell(phone, "hello", {}).then(({ preferences }) => tell(phone, "set_preferences", { ...preferences, ...look, hints_seen: HINTS, text_percent: 100 }));

/** Opens a path as if the app had begun with it. */
async function show(page, path) {
  await page.goto("about:blank");
  await page.clock.setFixedTime(clock.ms);
  await page.goto(`${company.url("lin")}/#${path}`);
  await page.locator("h1").first().waitFor();
}

/** What the customer says, in a form of the engineer's that stands filled in. */
async function filledIn(language) {
  const body = { verdict: "accepted", reservations: "", deviceState: "working", since: "now", sinceText: "", signer: SIGNER[language], spoken: language };
  await tell(phone, "save_draft", { place: `visit/${job.visit}/acceptance`, body });
}

const SCREENS = {
  today: () => show(phone, "/today"),
  job: () => show(phone, `/job/${job.work_order}`),
  visit: () => show(phone, `/visit/${job.visit}`),
  step: () => show(phone, `/visit/${job.visit}/step/${measurement}`),
  device: () => show(phone, `/device/${job.device}`),
  van: () => show(phone, "/van"),
  acceptance: async ({ language }) => {
    await filledIn(language);
    await show(phone, `/visit/${job.visit}/acceptance`);
  },
  sign: async ({ language }) => {
    await filledIn(language);
    await show(phone, `/visit/${job.visit}/sign/report/last`);
    // The pages have been drawn; on to the pad.
    await phone.locator("canvas").first().waitFor({ timeout: WAIT_MS });
    await phone.locator("footer .button.main").click();
    await phone.locator(".pad canvas").waitFor();
  },
  sync: () => show(phone, "/sync"),
  settings: () => show(phone, "/settings"),
  "today-tablet": () => show(tablet, "/today"),
  "job-tablet": () => show(tablet, `/job/${job.work_order}`),
};

for (const look of LOOKS) {
  for (const [screen, shows] of Object.entries(SCREENS)) {
    const name = `${screen}-${look.language}-${look.theme}`;
    test(`${screen} is as it was accepted, ${look.language} in ${look.theme}`, async () => {
      await wear(look);
      await shows(look);
      const wrong = compared(name, await still(screen.endsWith("-tablet") ? tablet : phone));
      if (wrong) assert.fail(wrong);
    });
  }
}

test("every accepted picture is of a screen that is looked at", () => {
  const looked = LOOKS.flatMap(({ language, theme }) => Object.keys(SCREENS).map((screen) => `${screen}-${language}-${theme}.png`));
  assert.deepEqual(readdirSync(ACCEPTED).filter((name) => !looked.includes(name)), []);
});
