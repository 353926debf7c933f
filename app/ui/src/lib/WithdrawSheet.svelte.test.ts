import { isThere, press, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { t } from "$kit/words/words.svelte.ts";
import WithdrawSheet from "./WithdrawSheet.svelte";

const SHEET = { visit: "01V", title: "Take back", confirm: "Take it back", suggestions: ["Written twice"] };

test("nothing is asked while nothing is to be taken back", () => {
  render(WithdrawSheet, { ...SHEET, entry: undefined });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("an entry is taken back with its reason, and its draft is gone", async () => {
  core.answers("withdraw_entries", {} as never);
  render(WithdrawSheet, { ...SHEET, entry: "01E" });
  await type(t("reason-label"), "by mistake");
  await waitFor(() => expect(core.draftAt("visit/01V/withdraw/01E")).toEqual({ reason: "by mistake" }));
  await press("Take it back");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(core.heard("withdraw_entries").map(({ given }) => given)).toEqual([{ visit: "01V", withdraws: ["01E"], reason: "by mistake" }]);
  expect(core.draftAt("visit/01V/withdraw/01E")).toBeUndefined();
});

test("where it is refused the sheet says why, and does not say it of the next entry", async () => {
  core.refuses("withdraw_entries", { message: "The report is signed." });
  const { rerender } = render(WithdrawSheet, { ...SHEET, entry: "01E" });
  await press("Written twice");
  await press("Take it back");
  await waitFor(() => expect(isThere("The report is signed.")).toBe(true));
  await press(t("do-close"));
  await rerender({ entry: "02E" });
  await screen.findByRole("dialog");
  expect(isThere("The report is signed.")).toBe(false);
});

test("what killed the app took no word with it", async () => {
  core.keepsDraft("visit/01V/withdraw/01E", { reason: "the gate was lo" });
  render(WithdrawSheet, { ...SHEET, entry: "01E" });
  await waitFor(() => expect(isThere(t("draft-came-back"))).toBe(true));
  expect(screen.getByLabelText<HTMLTextAreaElement>(t("reason-label")).value).toBe("the gate was lo");
});
