import { describe, expect, test } from "vitest";
import { dayPlus, instantOf, isElsewhere, offsetMs, roundedUp, wallOf, zoneOr } from "./zoned.ts";

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);

describe("wall time and instant", () => {
  test("lead to each other in zones east and west", () => {
    for (const zone of ["Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Chatham", "UTC"]) {
      for (const iso of ["2026-01-15T03:20:00Z", "2026-07-01T23:59:00Z", "2026-11-30T16:00:00Z", "2026-12-31T23:30:00Z"]) {
        expect(instantOf(wallOf(at(iso), zone), zone), `${zone} ${iso}`).toBe(at(iso));
      }
    }
  });

  test("midnight is the first minute of its day", () => {
    expect(wallOf(at("2026-11-22T16:00:00Z"), "Asia/Shanghai")).toEqual({ day: "2026-11-23", time: "00:00" });
    expect(instantOf({ day: "2026-11-23", time: "00:00" }, "Asia/Shanghai")).toBe(at("2026-11-22T16:00:00Z"));
  });

  test("a time that a clock change skips is read with the offset before it", () => {
    expect(instantOf({ day: "2026-03-29", time: "02:30" }, "Europe/Berlin")).toBe(at("2026-03-29T01:30:00Z"));
    expect(wallOf(at("2026-03-29T01:30:00Z"), "Europe/Berlin").time).toBe("03:30");
    expect(instantOf({ day: "2026-03-08", time: "02:15" }, "America/Los_Angeles")).toBe(at("2026-03-08T10:15:00Z"));
  });

  test("a time that comes twice is the first", () => {
    const first = instantOf({ day: "2026-10-25", time: "02:30" }, "Europe/Berlin");
    expect(first).toBe(at("2026-10-25T00:30:00Z"));
    expect(wallOf((first ?? 0) + HOUR_MS, "Europe/Berlin")).toEqual({ day: "2026-10-25", time: "02:30" });
    expect(instantOf({ day: "2026-04-05", time: "01:45" }, "Australia/Lord_Howe")).toBe(at("2026-04-04T14:45:00Z"));
  });

  test("hours on both sides of a change keep their own offset", () => {
    expect(instantOf({ day: "2026-03-29", time: "01:59" }, "Europe/Berlin")).toBe(at("2026-03-29T00:59:00Z"));
    expect(instantOf({ day: "2026-03-29", time: "03:00" }, "Europe/Berlin")).toBe(at("2026-03-29T01:00:00Z"));
    expect(instantOf({ day: "2026-10-25", time: "03:00" }, "Europe/Berlin")).toBe(at("2026-10-25T02:00:00Z"));
  });

  test("what is no day or no time is nothing", () => {
    for (const wall of [{ day: "", time: "08:30" }, { day: "2026-02-30", time: "08:30" }, { day: "2026-02-03", time: "24:10" }, { day: "2026-02-03", time: "" }]) {
      expect(instantOf(wall, "Asia/Shanghai")).toBeUndefined();
    }
  });
});

test("a zone that is not known is the engineer's", () => {
  expect(zoneOr("Mars/Olympus", "UTC")).toBe("UTC");
  expect(zoneOr(null, "UTC")).toBe("UTC");
  expect(zoneOr("Asia/Tokyo", "UTC")).toBe("Asia/Tokyo");
});

test("another place is elsewhere only while its clocks differ", () => {
  expect(isElsewhere(at("2026-07-01T00:00:00Z"), "Asia/Urumqi", "Asia/Shanghai")).toBe(true);
  expect(isElsewhere(at("2026-07-01T00:00:00Z"), "Asia/Taipei", "Asia/Shanghai")).toBe(false);
  expect(isElsewhere(at("2026-01-01T00:00:00Z"), "Europe/London", "UTC")).toBe(false);
  expect(isElsewhere(at("2026-07-01T00:00:00Z"), "Europe/London", "UTC")).toBe(true);
  expect(isElsewhere(at("2026-07-01T00:00:00Z"), null, "Asia/Shanghai")).toBe(false);
});

test("days pass over the ends of months and years", () => {
  expect(dayPlus("2026-12-31", 1)).toBe("2027-01-01");
  expect(dayPlus("2028-02-28", 1)).toBe("2028-02-29");
  expect(dayPlus("2026-03-01", -1)).toBe("2026-02-28");
});

test("quarters of an hour are rounded up", () => {
  expect(roundedUp(at("2026-11-23T08:01:00Z"))).toBe(at("2026-11-23T08:15:00Z"));
  expect(roundedUp(at("2026-11-23T08:15:00Z"))).toBe(at("2026-11-23T08:15:00Z"));
  expect(offsetMs(at("2026-11-23T08:15:00Z"), "Asia/Kathmandu")).toBe(5.75 * HOUR_MS);
});
