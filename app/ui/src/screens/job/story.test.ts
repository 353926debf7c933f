import { expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { attemptsInVain, storyOf } from "./story.ts";

const lin = { by: "field_device", field_device: "phone", user: "lin" } as const;
const desk = { by: "console", user: "zheng" } as const;
const nothing = { takes_back: null, pause: null, place: null, reached: null, reason: null, window_start_ms: null, window_end_ms: null, follows: null, source: "button" } as const;

function press(id: string, atMs: number, pressed: Type<"Press">, more: Partial<Type<"PressSeen">> = {}): Type<"PressSeen"> {
  return { ...nothing, id, at_ms: atMs, by: lin, press: pressed, is_illegal: false, is_in_review: false, is_taken_back: false, received_ms: null, ...more };
}

const empty = { presses: [], offers: [], claims: [], claim_confirmations: [], declines: [] };

test("what the dispatcher did stands between the presses of the visit by its time", () => {
  const scheduled = { ...nothing, id: "d", at_ms: 15, received_ms: 15, by: desk, press: "reschedule" as const, reason: "客户改期", is_in_review: false };
  const decline = { id: "x", at_ms: 40, received_ms: null, by: lin, reason: "不会修", is_in_review: false, follows: null, given: null };
  const story = storyOf({ ...empty, presses: [scheduled], declines: [decline] }, [press("a", 10, "accept"), press("b", 20, "depart")]);
  expect(story.map(({ what }) => what)).toEqual(["accept", "reschedule", "depart", "decline"]);
  expect(story.at(1)?.reason).toBe("客户改期");
});

test("a phone whose clock was set back does not turn its own day around", () => {
  const story = storyOf(empty, [press("a", 100, "accept"), press("b", 30, "depart"), press("c", 120, "arrive")]);
  expect(story.map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("what does not count is marked, and the same press is told once", () => {
  const cancelled = { ...nothing, id: "a", at_ms: 10, received_ms: 11, by: desk, press: "cancel" as const, is_in_review: false };
  const story = storyOf({ ...empty, presses: [cancelled] }, [press("a", 10, "cancel"), press("b", 12, "start", { is_illegal: true }), press("c", 13, "finish", { is_in_review: true })]);
  expect(story.map(({ id, isIllegal, isInReview }) => [id, isIllegal, isInReview])).toEqual([
    ["a", false, false],
    ["b", true, false],
    ["c", false, true],
  ]);
});

test("calls in vain count from the last one that was answered", () => {
  const call = (atMs: number, reached: boolean) => press(String(atMs), atMs, "confirm_with_customer", { reached });
  expect(attemptsInVain([call(1, false), call(2, true), call(3, false), press("x", 4, "depart"), call(5, false)])).toEqual([3, 5]);
  expect(attemptsInVain([call(1, false)])).toEqual([1]);
  expect(attemptsInVain([call(1, true)])).toEqual([]);
});
