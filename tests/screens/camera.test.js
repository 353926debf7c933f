// The camera: a label held before it opens the device's file, and several labels are a question.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Company } from "./company.js";
import { film, labelsOf, withCamera } from "./film.js";

let company, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-camera-"));
  company = await Company.open({ phones: ["lin"] });
});

after(async () => {
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const look = (texts, see) =>
  withCamera(film(folder, texts), async (page) => {
    await page.goto(`${company.url("lin")}/#/scan`);
    await see(page);
  });

test("a label before the camera opens its device", async () => {
  const [label] = await labelsOf(company.url("lin"));
  await look([label.link], async (page) => {
    await page.waitForFunction((device) => location.hash.includes(device), label.device, { timeout: 30_000 });
  });
});

test("of two labels before the camera none is chosen", async () => {
  const [one, other] = await labelsOf(company.url("lin"));
  assert.ok(other, "two jobs have devices with codes");
  await look([one.link, other.link], async (page) => {
    await page.getByRole("button").filter({ hasText: /HZ-/ }).nth(1).waitFor({ timeout: 30_000 });
    assert.equal(await page.evaluate(() => location.hash), "#/scan");
  });
});
