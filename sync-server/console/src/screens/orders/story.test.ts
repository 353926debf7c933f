import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { story, type VisitView } from "./story.ts";
import type { View } from "./presses.ts";

const desk = { by: "console", user: "zheng" };
const phone = { by: "field_device", user: "lin", field_device: "phone-lin" };
const fact = (id: string, at_ms: number, more: object = {}) => ({ id, at_ms, received_ms: at_ms + 5, by: phone, is_in_review: false, reason: null, place: null, window_start_ms: null, window_end_ms: null, ...more });
const order = (more: object = {}) =>
  ({ presses: [], remarks: [], reached_ms: {}, created_ms: 1, created_by: desk, ...more }) as unknown as View;
const visit = (more: object = {}) =>
  ({ presses: [], notes: [], questions: [], replies: [], findings: [], part_usages: [], photos: [], payments: [], signatures: [], ratings: [], acceptance: null, ...more }) as unknown as VisitView;
const told = (view: View, visits: VisitView[] = [], steps: object[] = []) => story(view, visits.map((body, place) => ({ id: `v${place}`, body })), steps as Type<"AssignmentRow">[]).map(({ what, code }) => [what, code].filter(Boolean).join(" "));

const step = (id: string, what: string, at_ms: number, more: object = {}) => ({
  id, what, at: new Date(at_ms).toISOString(), received: null, by: desk, visit: null, lead: null, helpers: [], expert: null, users: [], teams: [], organisation: null, until: null, reason: null, is_in_review: false, ...more,
});

test("who was to go is told step by step, and an engineer's yes once: by the press", () => {
  const steps = [step("a", "assigned", 10, { lead: "lin", helpers: ["wu"] }), step("b", "accepted", 20), step("c", "handed_over", 30, { lead: "wu", reason: "ill" }), step("d", "given", 40, { organisation: "north" })] as Type<"AssignmentRow">[];
  const events = story(order(), [], steps);
  expect(events.map(({ what }) => what)).toEqual(["given", "handed_over", "assigned", "created"]);
  expect(events.map(({ users, organisation, text }) => [users, organisation, text])).toEqual([[[], "north", ""], [["wu"], null, "ill"], [["lin", "wu"], null, ""], [[], null, ""]]);
});

test("the newest stands first, desk and field in one line", () => {
  const view = order({ presses: [fact("p1", 50, { press: "close", by: desk })] });
  expect(told(view, [visit({ presses: [fact("p2", 30, { press: "arrive" })] })], [step("o1", "offered", 10)])).toEqual(["press close", "press arrive", "offered", "created"]);
});

test("what counts for nothing is shown and marked", () => {
  const press = (id: string, more: object) => fact(id, 9, { press: "start", is_illegal: false, is_taken_back: false, ...more });
  const marks = story(order(), [{ id: "v", body: visit({ presses: [press("a", { is_illegal: true }), press("b", { is_taken_back: true }), press("c", { is_in_review: true }), press("d", {})] }) }]);
  expect(Object.fromEntries(marks.map(({ id, without }) => [id, without]))).toEqual({ a: "illegal", b: "taken_back", c: "in_review", d: null, created: null });
});

test("photos of one person taken together are one line", () => {
  const photo = (id: string, at_ms: number, by: object = phone) => ({ id, at_ms, by, is_current: true });
  const events = story(order(), [{ id: "v", body: visit({ photos: [photo("a", 100), photo("b", 200), photo("c", 300, desk), photo("d", 100_000_000)] }) }]);
  expect(events.filter(({ what }) => what === "photos").map(({ count }) => count)).toEqual([1, 1, 2]);
});

test("a status that no press explains is told by itself, one that a press explains is not", () => {
  const view = order({ presses: [fact("p1", 50, { press: "close", by: desk })], reached_ms: { scheduled: 20, closed: 50 } });
  expect(told(view)).toEqual(["press close", "step_reached scheduled", "created"]);
});
