import { button, field, isThere, press, problemOf, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { core } from "../testing/core.ts";
import { t } from "$kit/words/words.svelte.ts";
import ReasonSheet from "./ReasonSheet.svelte";


function asks(onconfirm: (reason: string) => unknown, more: object = {}) {
  return render(ReasonSheet, { title: "Hand over?", confirm: "Hand over", isOpen: true, onconfirm, suggestions: ["I am ill.", "Too far"], ...more });
}

test("without a reason nothing is done, and the field says so", async () => {
  const onconfirm = vi.fn();
  asks(onconfirm);
  expect(problemOf(t("reason-label"))).toBe("");
  await press("Hand over");
  expect(problemOf(t("reason-label"))).toBe(t("visit-reason-missing"));
  await type(t("reason-label"), "   ");
  await press("Hand over");
  expect(onconfirm).not.toHaveBeenCalled();
});

test("the reason is given without the spaces around it, and the sheet closes", async () => {
  const onconfirm = vi.fn();
  asks(onconfirm);
  await type(t("reason-label"), "  the part is not here ");
  await press("Hand over");
  expect(onconfirm).toHaveBeenCalledExactlyOnceWith("the part is not here");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what is said most often is one press, and a second one goes on after it", async () => {
  asks(vi.fn());
  await press("I am ill.");
  expect(field(t("reason-label")).value).toBe("I am ill.");
  await press("Too far");
  expect(field(t("reason-label")).value).toMatch(/^I am ill\.\s*Too far$/);
  await type(t("reason-label"), "no parts");
  await press("Too far");
  expect(field(t("reason-label")).value).toBe(`no parts${t("visit-reason-between")}Too far`);
});

test("where it did not work the sheet stays, with what was written and with why", async () => {
  const failure = { outcome: "rejected", code: "no", path: "", message: "Only the lead may.", detail: "" } as const;
  const { rerender } = asks(() => false);
  await type(t("reason-label"), "on holiday");
  await press("Hand over");
  await rerender({ failure });
  expect(isThere("Only the lead may.")).toBe(true);
  expect(field(t("reason-label")).value).toBe("on holiday");
});

test("pressed twice it is told once", async () => {
  let end: (kept: boolean) => void = () => {};
  const onconfirm = vi.fn(() => new Promise<boolean>((done) => (end = done)));
  asks(onconfirm);
  await press("Too far");
  await press("Hand over");
  expect(button("Hand over").getAttribute("aria-busy")).toBe("true");
  await press("Hand over");
  expect(onconfirm).toHaveBeenCalledOnce();
  end(false);
  await waitFor(() => expect(button("Hand over").getAttribute("aria-busy")).toBe("false"));
  await press("Hand over");
  expect(onconfirm).toHaveBeenCalledTimes(2);
});

test("closed to look something up, it is there again when the sheet opens", async () => {
  const { rerender } = asks(vi.fn());
  await type(t("reason-label"), "the gate was lo");
  await press(t("do-close"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await rerender({ isOpen: true });
  await waitFor(() => expect(field(t("reason-label")).value).toBe("the gate was lo"));
});

test("what was half typed for one thing is not said of another", async () => {
  const first = asks(vi.fn(), { place: "visit/1/withdraw/a" });
  await type(t("reason-label"), "mistyped");
  first.unmount();
  asks(vi.fn(), { place: "visit/1/withdraw/b" });
  await core.settles();
  expect(field(t("reason-label")).value).toBe("");
});

test("after it was done it begins empty", async () => {
  const { rerender } = asks(vi.fn());
  await press("Too far");
  await press("Hand over");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await rerender({ isOpen: true });
  expect((await screen.findByLabelText<HTMLTextAreaElement>(t("reason-label"))).value).toBe("");
});
