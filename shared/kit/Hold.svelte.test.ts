import { fireEvent, render } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Hold from "./Hold.svelte";
import { button, said, text } from "./testing/person.ts";

const HOLD_MS = 1_000;
const onheld = vi.fn();
const press = () => button("Wipe this phone");
const asked = () => said(press().parentElement?.querySelector("[aria-live]") ?? null);

beforeEach(() => {
  vi.useFakeTimers();
  onheld.mockReset();
  render(Hold, { again: "Press again to wipe", holdMs: HOLD_MS, onheld, children: text("Wipe this phone") });
});

afterEach(() => void vi.useRealTimers());

test("held long enough it is done, once", async () => {
  await fireEvent.pointerDown(press());
  vi.advanceTimersByTime(HOLD_MS - 1);
  expect(onheld).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onheld).toHaveBeenCalledOnce();
  await fireEvent.pointerUp(press());
  await fireEvent.click(press());
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).toHaveBeenCalledOnce();
});

test.each(["pointerUp", "pointerLeave", "pointerCancel", "blur"] as const)("let go by %s it is not done, and what to do is said", async (end) => {
  await fireEvent.pointerDown(press());
  vi.advanceTimersByTime(HOLD_MS / 2);
  await fireEvent[end](press());
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).not.toHaveBeenCalled();
  expect(asked()).toBe("Press again to wipe");
});

test("a finger that only touches it twice has not held it", async () => {
  for (let touch = 0; touch < 2; touch += 1) {
    await fireEvent.pointerDown(press());
    await fireEvent.pointerUp(press());
    await fireEvent.click(press());
  }
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).not.toHaveBeenCalled();
});

test("a key that repeats while it is down holds once, from the first", async () => {
  await fireEvent.keyDown(press(), { key: "Enter" });
  vi.advanceTimersByTime(HOLD_MS / 2);
  await fireEvent.keyDown(press(), { key: "Enter" });
  vi.advanceTimersByTime(HOLD_MS / 2);
  expect(onheld).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).toHaveBeenCalledOnce();
});

test("another key does not hold", async () => {
  await fireEvent.keyDown(press(), { key: "Tab" });
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).not.toHaveBeenCalled();
});

test("who cannot hold presses twice, and is asked between", async () => {
  await fireEvent.click(press());
  expect([onheld.mock.calls.length, asked()]).toEqual([0, "Press again to wipe"]);
  await fireEvent.click(press());
  expect(onheld).toHaveBeenCalledOnce();
});

test("a screen that goes away takes the press with it", async () => {
  const other = render(Hold, { again: "", holdMs: HOLD_MS, onheld, children: text("Leave") });
  await fireEvent.pointerDown(button("Leave"));
  other.unmount();
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(onheld).not.toHaveBeenCalled();
});
