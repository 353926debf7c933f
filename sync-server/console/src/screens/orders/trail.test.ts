import { expect, test } from "vitest";
import { trail } from "./trail.ts";

type Row = Parameters<typeof trail>[0][number];
const row = (more: object) => ({ by: { by: "console", user: "U1" }, field_device: null, device_time: "2026-11-30T01:00:00Z", corrected_time: "2026-11-30T01:00:00Z", uncertain_ms: 0, ...more }) as unknown as Row;

test("who was sent is told in the order lead, helpers, expert, and when the server had it", () => {
  const assignment = row({ what: "fact", id: "F1", kind: "assignment", subjects: ["visit/V1", "work_order/O1"], is_in_review: false, received: "2026-11-30T01:05:00Z", body: { lead: "L", helpers: ["H"], expert: "E", reason: "改派" } });
  const { assigned, received } = trail([assignment, assignment]);
  expect(assigned).toMatchObject([{ id: "F1", users: ["L", "H", "E"], reason: "改派", visit: "V1", received_ms: Date.parse("2026-11-30T01:05:00Z") }]);
  expect(received.get("F1")).toBe(Date.parse("2026-11-30T01:05:00Z"));
});

test("what was kept for review first has the time at which it came first", () => {
  const note = { what: "entry", id: "N1", collection: "notes", replaces: [], withdraws: [], body: {}, change: "c" };
  const { received, assigned } = trail([row({ ...note, received: "2026-11-30T09:00:00Z" }), row({ ...note, received: "2026-11-30T02:00:00Z" })]);
  expect(received.get("N1")).toBe(Date.parse("2026-11-30T02:00:00Z"));
  expect(assigned).toEqual([]);
});
