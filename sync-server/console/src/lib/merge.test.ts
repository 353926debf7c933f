import { describe, expect, test } from "vitest";
import { merged, withTheirs } from "./merge.ts";

describe("fields", () => {
  const base = { phone: "1", remarks: "", name: { zh: "甲" } };

  test("what only one of two changed is taken from that one", () => {
    const { body, clashes } = merged(base, { ...base, phone: "2" }, { ...base, remarks: "gate 3" });
    expect(body).toEqual({ phone: "2", remarks: "gate 3", name: { zh: "甲" } });
    expect(clashes).toEqual([]);
  });

  test("what both changed differently is asked, and stands as it was typed here until then", () => {
    const { body, clashes } = merged(base, { ...base, phone: "2", name: { zh: "乙" } }, { ...base, phone: "3", name: { zh: "乙" } });
    expect(clashes).toEqual([{ field: "phone", item: null, mine: "3", theirs: "2" }]);
    expect(body.phone).toBe("3");
    expect(withTheirs(body, clashes[0]!).phone).toBe("2");
  });

  test("both changed it to the same: nobody is asked", () => {
    expect(merged(base, { ...base, phone: "2" }, { ...base, phone: "2" }).clashes).toEqual([]);
  });
});

describe("fields within", () => {
  const seen = { name: { zh: "示例", en: "Example" }, zone: "Asia/Shanghai", photo: { quality: 80, side: 2048 }, skills: ["ct"], remarks: "" };
  const deep = { isDeep: true };

  test("what only one of two changed is taken from each", () => {
    const mine = { ...seen, name: { zh: "示例", en: "Mine" }, photo: { quality: 90, side: 2048 } };
    const theirs = { ...seen, zone: "UTC", photo: { quality: 80, side: 1024 } };
    expect(merged(seen, theirs, mine, deep)).toEqual({ body: { ...seen, name: { zh: "示例", en: "Mine" }, zone: "UTC", photo: { quality: 90, side: 1024 } }, clashes: [] });
  });

  test("what both changed otherwise is asked by its path, and lists are whole", () => {
    const theirs = { ...seen, photo: { quality: 70, side: 2048 }, skills: [] as string[] };
    const { body, clashes } = merged(seen, theirs, { ...seen, photo: { quality: 90, side: 2048 }, skills: ["ct", "mri"] }, deep);
    expect(clashes).toEqual([
      { field: "photo.quality", item: null, mine: 90, theirs: 70 },
      { field: "skills", item: null, mine: ["ct", "mri"], theirs: [] },
    ]);
    expect(body).toMatchObject({ photo: { quality: 90 }, skills: ["ct", "mri"] });
    expect(withTheirs(body, clashes[0]!).photo).toEqual({ quality: 70, side: 2048 });
  });

  test("an empty text is as a missing one, and what a newer server knows stays", () => {
    const mine = { ...seen, zone: "UTC", name: { zh: "示例", en: "Example", other: "" } };
    expect(merged<object>(seen, { ...seen, zone: "UTC", name: { zh: "新", en: "Example" }, newer: [1] }, mine, deep)).toMatchObject({ clashes: [], body: { newer: [1], name: { zh: "新" } } });
  });
});

describe("items of a list", () => {
  interface One {
    id: string;
    hint: string;
  }
  const how = { items: "steps" };
  const of = (ids: string) => ({ number: "P-1", steps: [...ids].map((id): One => ({ id, hint: "" })) });
  const base = of("abc");
  const ids = ({ steps }: { steps: One[] }) => steps.map(({ id }) => id).join("");
  const hinted = (id: string, hint: string) => ({ ...base, steps: base.steps.map((one) => (one.id === id ? { ...one, hint } : one)) });

  test("what each changed alone stands", () => {
    const { body, clashes } = merged(base, { ...hinted("b", "theirs"), number: "P-2" }, hinted("a", "mine"), how);
    expect([clashes, body.number, body.steps.map(({ hint }) => hint)]).toEqual([[], "P-2", ["mine", "theirs", ""]]);
  });

  test("what both changed differently is mine until somebody chooses", () => {
    const { body, clashes } = merged(base, hinted("a", "theirs"), hinted("a", "mine"), how);
    expect(clashes).toEqual([{ field: "hint", item: "a", mine: "mine", theirs: "theirs" }]);
    expect([body.steps[0]?.hint, withTheirs(body, clashes[0]!, how).steps[0]?.hint]).toEqual(["mine", "theirs"]);
  });

  test("those added on both sides stand where they were put, and my order beside their additions", () => {
    expect(ids(merged(base, of("abct"), of("ambc"), how).body)).toBe("ambct");
    expect(ids(merged(base, of("abtc"), of("cab"), how).body)).toBe("cabt");
    expect(ids(merged(base, of("cab"), of("abmc"), how).body)).toBe("cabm");
  });

  test("one that was taken out is gone, unless the other changed it", () => {
    expect([ids(merged(base, base, of("ac"), how).body), ids(merged(base, of("ac"), base, how).body)]).toEqual(["ac", "ac"]);
    const mineGone = merged(base, hinted("b", "kept"), of("ac"), how);
    expect([ids(mineGone.body), mineGone.clashes.length, ids(withTheirs(mineGone.body, mineGone.clashes[0]!, how))]).toEqual(["ac", 1, "acb"]);
    const theirsGone = merged(base, of("ac"), hinted("b", "kept"), how);
    expect([ids(theirsGone.body), theirsGone.clashes.length, ids(withTheirs(theirsGone.body, theirsGone.clashes[0]!, how))]).toEqual(["abc", 1, "ac"]);
  });
});

test("each field of an object that is looked into is merged by itself", () => {
  const base = { ext: { a: "1", b: "1" }, name: { zh: "甲", en: "" } };
  const how = { within: ["ext"] };
  const { body, clashes } = merged(base, { ...base, ext: { a: "2", b: "1" } }, { ...base, ext: { a: "3", b: "2" } }, how);
  expect(body.ext).toEqual({ a: "3", b: "2" });
  expect(clashes).toEqual([{ field: "ext.a", item: null, mine: "3", theirs: "2" }]);
  expect(withTheirs(body, clashes[0]!, how).ext).toEqual({ a: "2", b: "2" });
});
