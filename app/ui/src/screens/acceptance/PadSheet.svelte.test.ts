import { alerts, button, isThere, press } from "$kit/testing/person.ts";
import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { t } from "$kit/words/words.svelte.ts";
import PadSheet from "./PadSheet.svelte";

const CONFIRM = "I confirm the report";
const INK = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const onsign = vi.fn();
const onback = vi.fn();
const canvas = () => document.querySelector("canvas") as HTMLCanvasElement;

/** Documents without a screen have no paper: this one takes every line, and its picture is always the same. */
beforeEach(() => {
  onsign.mockReset();
  onback.mockReset();
  const takesAll = new Proxy({}, { get: () => () => undefined, set: () => true });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(takesAll as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((tell) => tell(new Blob([INK])));
});

afterEach(() => void vi.restoreAllMocks());

function shows(more: object = {}) {
  const props = { signer: { name: "Li Example", role: "Plant manager" }, zone: "Asia/Shanghai", notice: "The report is final.", confirm: CONFIRM, isBusy: false, failure: undefined, onback, onsign };
  return render(PadSheet, { ...props, ...more });
}

async function draws() {
  const at = (x: number, y: number, more = {}) => ({ pointerId: 1, clientX: x, clientY: y, buttons: 1, isPrimary: true, pressure: 0.5, pointerType: "touch", ...more });
  await fireEvent.pointerDown(canvas(), at(10, 10));
  await fireEvent.pointerMove(window, at(60, 30));
  await fireEvent.pointerUp(window, at(60, 30, { buttons: 0 }));
}

test("who signs and what is signed stands there, and no trouble before anything was done", () => {
  shows();
  expect([isThere("Li Example"), isThere("Plant manager"), isThere("The report is final.")]).toEqual([true, true, true]);
  expect(alerts()).toEqual([]);
});

test("an empty pad is refused, as often as it is pressed", async () => {
  shows();
  await press(CONFIRM);
  await press(CONFIRM);
  expect(alerts()).toEqual([t("sign-pad-empty")]);
  expect(onsign).not.toHaveBeenCalled();
});

test("what was drawn is given as a picture, and the trouble is over", async () => {
  shows();
  await press(CONFIRM);
  await draws();
  await waitFor(() => expect(alerts()).toEqual([]));
  await press(CONFIRM);
  await waitFor(() => expect(onsign).toHaveBeenCalledOnce());
  expect([...onsign.mock.calls[0]?.[0]]).toEqual([...INK]);
});

test("what was wiped off does not count as signed", async () => {
  shows();
  await draws();
  await press(t("sign-clear"));
  await press(CONFIRM);
  expect(onsign).not.toHaveBeenCalled();
  expect(alerts()).toEqual([t("sign-pad-empty")]);
});

test("while it is being sealed a second press does nothing", async () => {
  const { rerender } = shows();
  await draws();
  await rerender({ isBusy: true });
  await press(CONFIRM);
  expect([onsign.mock.calls.length, button(CONFIRM).getAttribute("aria-busy")]).toEqual([0, "true"]);
});

test("what could not be sealed says why, and the name is still there to be given again", async () => {
  const { rerender } = shows();
  await draws();
  await rerender({ failure: { outcome: "rejected", code: "stale", path: "", message: "Something changed.", detail: "" } });
  expect(alerts()).toEqual(["Something changed."]);
  await press(CONFIRM);
  await waitFor(() => expect(onsign).toHaveBeenCalledOnce());
});

test("back goes back", async () => {
  shows();
  await press(t("do-back"));
  expect(onback).toHaveBeenCalledOnce();
});
