import { button, field, press, problemOf, type } from "$kit/testing/person.ts";
import { render } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { t } from "$kit/words/words.svelte.ts";
import Reason from "./Reason.svelte";

const SAID = ["No access", "Unsafe"];
const written = () => field(t("reason-label")).value;
const isChosen = (words: string) => button(words).getAttribute("aria-pressed") === "true";

test("what was pressed stands there, and a second press takes it out again", async () => {
  render(Reason, { value: "", suggestions: SAID });
  await press("No access");
  await press("Unsafe");
  expect(written()).toBe(["No access", "Unsafe"].join(t("visit-reason-between")));
  expect(SAID.map(isChosen)).toEqual([true, true]);
  await press("No access");
  expect(written()).toBe("Unsafe");
  expect(SAID.map(isChosen)).toEqual([false, true]);
});

test("what was typed is not taken out with what was pressed", async () => {
  render(Reason, { value: "", suggestions: SAID });
  await type(t("reason-label"), "the gate is locked");
  await press("No access");
  await press("No access");
  expect(written()).toBe("the gate is locked");
});

test("words that only occur in what was typed are not chosen", async () => {
  render(Reason, { value: "Unsafe ladder", suggestions: SAID });
  expect(SAID.map(isChosen)).toEqual([false, false]);
});

test("it says what is missing", () => {
  render(Reason, { value: "", problem: "Say why." });
  expect(problemOf(t("reason-label"))).toBe("Say why.");
});
