// What Lighthouse finds at the door and at the list that everybody begins with. How fast they are is measured, not tested.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Company } from "../company.js";
import { openLighthouse, PAGES } from "../lighthouse.js";

const ACCESSIBILITY = 100;
const BEST_PRACTICES = 100;

let company, lighthouse;

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  lighthouse = await openLighthouse();
});

after(async () => {
  await lighthouse?.close();
  await company?.close();
});

for (const page of PAGES) {
  test(`Lighthouse finds everybody served and nothing done badly: ${page.name}`, async () => {
    const { scores, faults } = await lighthouse.of(company, page, ["accessibility", "best-practices"]);
    assert.equal(scores.accessibility, ACCESSIBILITY, faults.join("\n"));
    assert.equal(scores["best-practices"], BEST_PRACTICES, faults.join("\n"));
  });
}
