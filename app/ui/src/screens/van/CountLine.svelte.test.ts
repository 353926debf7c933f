import { button, field, isThere, keys, press, problemOf, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { t } from "$kit/words/words.svelte.ts";
import CountLine from "./CountLine.svelte";
import type { ToCount } from "./counting.ts";

const oncount = vi.fn();
const onread = vi.fn();
const BELTS: ToCount = { key: "belt", part: "belt", number: "B-12", name: { zh: "皮带", en: "Belt" }, unit: "pcs", condition: "new", serial: null, lot: null, expected: 4_000, isFound: false };

beforeEach(() => {
  oncount.mockReset();
  onread.mockReset();
});

function shows(line: Partial<ToCount> = {}, more: object = {}) {
  render(CountLine, { line: { ...BELTS, ...line }, part: undefined, counted: undefined, isBlind: true, rest: 3, oncount, onforget: vi.fn(), onread, onclose: vi.fn(), ...more });
}

const many = () => t("van-count-how-many");

test("who counts is not told what the books say before", () => {
  shows();
  expect([isThere("4"), screen.queryByRole("button", { name: /4/ })]).toEqual([false, null]);
});

test("a count is kept in thousandths, and goes on to the next line", async () => {
  shows();
  await type(many(), "2,5");
  await press(t("van-count-keep-next"));
  expect(oncount.mock.calls).toEqual([[2_500, true]]);
});

test("nothing at all is a count, too, where it was typed", async () => {
  shows();
  await press(t("van-count-keep-next"));
  expect(problemOf(many())).toBe(t("van-count-number-missing"));
  expect(oncount).not.toHaveBeenCalled();
  await type(many(), "0");
  await press(t("van-count-keep-next"));
  expect(oncount.mock.calls).toEqual([[0, true]]);
});

test.each(["6901234567892", "HZ-BELT"])("%j is what a hand scanner typed, and no quantity", async (typed) => {
  shows();
  await type(many(), typed);
  await keys("{Enter}");
  await waitFor(() => expect(onread.mock.calls).toEqual([[typed]]));
  expect([oncount.mock.calls, field(many()).value]).toEqual([[], ""]);
});

test("less than nothing is not counted", async () => {
  shows();
  await press(t("do-less"));
  await press(t("van-count-keep-next"));
  expect(oncount.mock.calls).toEqual([[0, true]]);
});

test("a piece with a number is there or it is missing", async () => {
  shows({ serial: "SN-4711" });
  expect(screen.queryByLabelText(many())).toBeNull();
  await press(t("van-is-missing"));
  await press(t("van-is-there"));
  expect(oncount.mock.calls).toEqual([[0, true], [1_000, true]]);
});

test("the last line does not promise another", () => {
  shows({}, { rest: 1 });
  expect(button(t("van-count-keep"))).toBeTruthy();
});
