import { expect, test } from "vitest";
import { story, type VisitView } from "./story.ts";
import type { View } from "./presses.ts";

const desk = { by: "console", user: "zheng" };
const phone = { by: "field_device", user: "lin", field_device: "phone-lin" };
const fact = (id: string, at_ms: number, more: object = {}) => ({ id, at_ms, received_ms: at_ms + 5, by: phone, is_in_review: false, reason: null, place: null, window_start_ms: null, window_end_ms: null, ...more });
const order = (more: object = {}) =>
  ({ presses: [], offers: [], claims: [], claim_confirmations: [], declines: [], remarks: [], reached_ms: {}, created_ms: 1, created_by: desk, ...more }) as unknown as View;
const visit = (more: object = {}) =>
  ({ presses: [], notes: [], questions: [], replies: [], findings: [], part_usages: [], photos: [], payments: [], signatures: [], ratings: [], acceptance: null, ...more }) as unknown as VisitView;
const told = (view: View, visits: VisitView[] = []) => story(view, visits.map((body, place) => ({ id: `v${place}`, body }))).map(({ what, code }) => [what, code].filter(Boolean).join(" "));

test("the newest stands first, desk and field in one line", () => {
  const view = order({ presses: [fact("p1", 50, { press: "close", by: desk })], offers: [fact("o1", 10, { users: ["lin"], teams: [], until_ms: null, is_withdrawn: false })] });
  expect(told(view, [visit({ presses: [fact("p2", 30, { press: "arrive" })] })])).toEqual(["press close", "press arrive", "offered", "created"]);
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
