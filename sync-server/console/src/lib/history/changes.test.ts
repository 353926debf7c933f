import { describe, expect, it } from "vitest";
import { acts, changesOf, isNothing } from "./changes.ts";

type Rows = Parameters<typeof changesOf>[0];
const times = { received: "2026-11-24T09:00:05Z", device_time: "2026-11-24T08:50:00Z", corrected_time: "2026-11-24T09:00:00Z", uncertain_ms: 0, by: { by: "console", user: "zheng" } };
const record = (version: string, ...fields: object[]) => ({ ...times, what: "record", version, is_removed: false, fields });
const rows = (...all: object[]) => changesOf(all as unknown as Rows);

describe("the history of fields", () => {
  it("tells registers and versions alike, with what stood before and both times", () => {
    const [field, version] = rows(
      { ...times, what: "field", field: "title", old: ["a", "b"], new: "c", change: "x" },
      record("1.2", { field: "name", old: { zh: "甲" }, new: { zh: "乙" } }),
    );
    expect(field).toMatchObject({ field: "title", from: ["a", "b"], to: "c", receivedMs: Date.parse("2026-11-24T09:00:05Z"), atMs: Date.parse("2026-11-24T09:00:00Z") });
    expect(version).toMatchObject({ field: "name", from: [{ zh: "甲" }], to: { zh: "乙" } });
  });

  it("leaves out what saving sets by itself, and an empty value that took the place of none", () => {
    expect(rows(record("1.2", { field: "published_ms", old: 1, new: 2 }, { field: "remarks", old: null, new: "" }, { field: "sites", old: null, new: [] }))).toEqual([]);
    expect(rows({ ...times, what: "fact", id: "f", kind: "press", subjects: [], is_in_review: false, body: {} })).toEqual([]);
    expect(isNothing({ zh: "", en: "" })).toBe(true);
  });

  it("puts together what was written at once", () => {
    const told = rows(record("1.3", { field: "phone", old: "1", new: "2" }, { field: "email", old: "a", new: "b" }), record("1.2", { field: "phone", old: null, new: "1" }));
    expect(acts(told).map((act) => act.map(({ field }) => field))).toEqual([["phone", "email"], ["phone"]]);
  });
});
