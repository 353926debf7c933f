import { expect, test } from "vitest";
import { overlapping, readWindow, writtenWindow } from "./windows.ts";

const at = (iso: string) => Date.parse(iso);

test("a window is read at the site", () => {
  const written = { day: "2026-11-23", from: "13:00", to: "15:30" };
  expect(readWindow(written, "Asia/Shanghai")).toEqual({ startMs: at("2026-11-23T05:00:00Z"), endMs: at("2026-11-23T07:30:00Z") });
  expect(readWindow(written, "Europe/Berlin")).toEqual({ startMs: at("2026-11-23T12:00:00Z"), endMs: at("2026-11-23T14:30:00Z") });
  expect(writtenWindow(at("2026-11-23T05:00:00Z"), at("2026-11-23T07:30:00Z"), "Asia/Shanghai")).toEqual(written);
});

test("night work ends on the day after", () => {
  const night = readWindow({ day: "2026-10-24", from: "22:00", to: "06:00" }, "Europe/Berlin");
  expect(night).toEqual({ startMs: at("2026-10-24T20:00:00Z"), endMs: at("2026-10-25T05:00:00Z") });
});

test("what is not written or turned around is said", () => {
  expect(readWindow({ day: "", from: "13:00", to: "15:00" }, "UTC")).toEqual({ problem: "incomplete" });
  expect(readWindow({ day: "2026-11-23", from: "13:00", to: "" }, "UTC")).toEqual({ problem: "incomplete" });
  expect(readWindow({ day: "2026-11-23", from: "15:00", to: "13:00" }, "UTC")).toEqual({ problem: "backwards" });
  expect(readWindow({ day: "2026-11-23", from: "15:00", to: "15:00" }, "UTC")).toEqual({ problem: "backwards" });
});

test("windows that only touch do not overlap", () => {
  const job = (from: number | null, to: number | null) => ({ window_start_ms: from, window_end_ms: to });
  const jobs = [job(10, 20), job(20, 30), job(null, null), job(25, null), job(40, 50)];
  expect(overlapping(jobs, 20, 40)).toEqual([job(20, 30), job(25, null)]);
  expect(overlapping(jobs, 30, 40)).toEqual([]);
});
