import { expect, test } from "vitest";
import { merge } from "./merge.ts";

const seen = { name: { zh: "示例", en: "Example" }, zone: "Asia/Shanghai", photo: { quality: 80, side: 2048 }, skills: ["ct"], remarks: "" };

test("what only one of two changed is taken from each, also within", () => {
  const mine = { ...seen, name: { zh: "示例", en: "Mine" }, photo: { quality: 90, side: 2048 } };
  const theirs = { ...seen, zone: "UTC", photo: { quality: 80, side: 1024 } };
  expect(merge(seen, mine, theirs)).toEqual({ body: { ...seen, name: { zh: "示例", en: "Mine" }, zone: "UTC", photo: { quality: 90, side: 1024 } }, both: [] });
});

test("what both changed otherwise is asked, and holds mine until then", () => {
  const { body, both } = merge(seen, { ...seen, photo: { quality: 90, side: 2048 }, skills: ["ct", "mri"] }, { ...seen, photo: { quality: 70, side: 2048 }, skills: [] });
  expect(both).toEqual([
    { path: "photo.quality", mine: 90, theirs: 70 },
    { path: "skills", mine: ["ct", "mri"], theirs: [] },
  ]);
  expect(body).toMatchObject({ photo: { quality: 90 }, skills: ["ct", "mri"] });
});

test("the same change by both is none, and an empty text is as a missing one", () => {
  const { both } = merge(seen, { ...seen, zone: "UTC", name: { zh: "示例", en: "Example", other: "" } }, { ...seen, zone: "UTC", name: { zh: "新", en: "Example" } });
  expect(both).toEqual([]);
});

test("what a newer server knows stays", () => {
  expect(merge(seen, { ...seen, zone: "UTC" }, { ...seen, newer: [1] }).body).toMatchObject({ newer: [1], zone: "UTC" });
});
