// A phone comes to the company and leaves it: invited from the screen, watched while it works, shut out, wiped.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { launch, open } from "../browser.js";
import { Clock } from "../clock.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

const READERS = fileURLToPath(new URL("../../readers", import.meta.url));
const NAME = "吴师傅的备用机";
let folder, clock, company, browser, desk, phone, link;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-enrol-"));
  clock = new Clock(folder, Date.now());
  company = await Company.open({ phones: ["new"], env: clock.env });
  browser = await launch();
  desk = await Desk.open(browser, company, "qian");
  phone = new Phone(join(folder, "phone"), clock.env);
});

after(async () => {
  await browser?.close();
  await company?.close();
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a camera reads that is held before the screen, by a reader that is not ours. */
async function readFrom(page) {
  const picture = join(folder, "screen.png");
  await page.screenshot({ path: picture });
  return execFileSync("node", ["read.js", picture], { cwd: READERS, encoding: "utf8" }).trim();
}

/** The company's own address is on the internet; today's phone comes from the office's network. */
async function elsewhere(sheet) {
  await sheet.getByText(said("people-enrol-elsewhere")).click();
  await sheet.getByLabel(said("people-enrol-host")).fill(company.server);
  await desk.press(said("people-enrol-again"), sheet);
  await sheet.getByText(new URL(company.server).host, { exact: true }).waitFor();
}

const row = () => desk.page.getByRole("row").filter({ hasText: NAME });

test("the code on the screen enrols a phone, which appears there by itself and then says when it synced and what it runs", async () => {
  await desk.go("/people/field-devices");
  await desk.press(said("people-enrol"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("combobox").fill("吴");
  await sheet.getByRole("option", { name: "吴丁" }).click();
  await sheet.getByRole("img", { name: said("people-enrol-code") }).waitFor();
  await desk.judge("the code that enrols");
  await elsewhere(sheet);

  link = await readFrom(desk.page);
  assert.match(link, /^onsite:\/\/enrol\//);
  const joined = await phone.do("enrol", link, "--name", NAME, "--yes");
  const shown = (await sheet.innerText()).replace(/\s/g, "");
  assert.ok(shown.includes(joined.host), "the screen shows the server that the phone joined");
  assert.ok(shown.includes(joined.fingerprint), "and the number of the company");

  await sheet.getByText(said("people-enrolled"), { exact: true }).waitFor();
  await desk.judge("enrolled");
  await sheet.getByRole("link", { name: NAME }).click();
  await desk.page.getByRole("heading", { level: 1, name: NAME }).waitFor();
  await desk.see(said("people-stand-never"));

  await phone.sync();
  await desk.see(said("people-stand-fine"));
  const { status } = await phone.do("status");
  await desk.see(status.app_version);
  assert.equal(await desk.page.getByText(said("people-never-synced")).count(), 0);
  await desk.judge("a field device");

  await desk.press(said("people-field-devices"));
  await row().getByText(said("people-stand-fine")).waitFor();
  assert.ok((await row().innerText()).includes(status.app_version));
});

test("a link that was used enrols nobody else, and the other phone says what to do", async () => {
  const other = await open(browser);
  await other.goto(company.url("new"));
  await joinBy(other, link);
  await other.getByText(said("enrol-used-up"), { exact: true }).waitFor();
  const { code, said: answer } = await new Phone(join(folder, "other")).try("enrol", link, "--yes");
  assert.deepEqual([code, answer.error.code], [1, "forbidden"]);
  await other.context().close();
});

/** The phone's own screens, from the welcome to the answer. */
async function joinBy(page, link) {
  await page.getByText(said("enrol-paste")).click();
  await page.getByLabel(said("enrol-link")).fill(link);
  await page.getByRole("button", { name: said("enrol-link-read") }).click();
  await page.getByRole("button", { name: said("enrol-join"), exact: true }).click();
}

test("a phone that is shut out says so at its next sync, and the office sees since when and why", async () => {
  await desk.go("/people/field-devices");
  await row().getByRole("link").first().click();
  await desk.press(said("people-revoke"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("radio", { name: said("people-revoke-only"), exact: false }).first().check();
  await desk.press(said("people-revoke"), sheet);
  await sheet.getByText(said("people-reason-missing")).waitFor();
  await sheet.getByLabel(said("reason-label")).fill("示例：换了新手机");
  await desk.judge("shutting a phone out");
  await desk.press(said("people-revoke"), sheet);
  await desk.see(said("people-stand-revoked"));
  await desk.see("示例：换了新手机");
  await desk.judge("a phone that was shut out");

  const { code } = await phone.try("sync");
  assert.equal(code, 1);
  const { status } = await phone.do("status");
  assert.equal(status.is_revoked, true);
});

test("a phone that is told to wipe itself reports that it did, on the screen that waits for it", async () => {
  await desk.press(said("people-wipe-order"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByLabel(said("reason-label")).fill("示例：手机送修");
  await desk.press(said("people-revoke-wipe"), sheet);
  await desk.see(said("people-wipe-waits"));
  await desk.judge("waiting for the wipe");
  const { said: answer } = await phone.try("sync");
  assert.equal(answer.sync.result.result, "wiped");
  assert.equal((await phone.try("jobs")).said.error.code, "not_enrolled", "nothing is left on the phone");
  await desk.see(said("people-stand-wiped"));
  await desk.judge("wiped");
});

test("a code that nobody scanned in a quarter of an hour says so, and enrols nobody", async () => {
  await desk.page.clock.install();
  await desk.go("/people/users?q=wu");
  await desk.page.getByRole("link", { name: "吴丁" }).click();
  await desk.press(said("people-enrol"));
  const sheet = desk.page.getByRole("dialog");
  await elsewhere(sheet);
  const late = (await sheet.locator("code").innerText()).trim();
  await desk.page.clock.fastForward("15:01");
  await sheet.getByText(said("people-enrol-over")).waitFor();
  assert.equal(await sheet.getByRole("img", { name: said("people-enrol-code") }).count(), 0, "what is over is not shown");
  await desk.judge("a code that is over");
  clock.go(16);
  const { code, said: answer } = await new Phone(join(folder, "late"), clock.env).try("enrol", late, "--yes");
  assert.deepEqual([code, answer.error.code], [1, "forbidden"]);
  await desk.press(said("people-enrol-again"), sheet);
  await sheet.getByRole("img", { name: said("people-enrol-code") }).waitFor();
});
