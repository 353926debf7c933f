import { render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import Choices from "./Choices.svelte";
import { choice, choose, keys } from "./testing/person.ts";

const CHOICES = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
  { value: "not_applicable", label: "Does not apply" },
] as const;

test("one of them is chosen, by a press, and told", async () => {
  const onchoose = vi.fn();
  render(Choices, { label: "Leakage", choices: CHOICES, value: null, onchoose });
  expect(screen.getByRole("radiogroup", { name: "Leakage" })).toBeTruthy();
  expect(CHOICES.map(({ label }) => choice(label).checked)).toEqual([false, false, false]);
  await choose("No");
  await choose("Does not apply");
  expect(CHOICES.map(({ label }) => choice(label).checked)).toEqual([false, false, true]);
  expect(onchoose.mock.calls).toEqual([["no"], ["not_applicable"]]);
});

test("what was chosen before is chosen, and the space bar chooses", async () => {
  render(Choices, { label: "Leakage", choices: CHOICES, value: "yes" });
  expect(choice("Yes").checked).toBe(true);
  choice("No").focus();
  await keys(" ");
  expect(choice("No").checked).toBe(true);
});

test("two questions on one screen do not take each other's answers", async () => {
  render(Choices, { label: "Leakage", choices: CHOICES, value: null });
  render(Choices, { label: "Noise", choices: [{ value: "loud", label: "Loud" }], value: null });
  await choose("Yes");
  await choose("Loud");
  expect([choice("Yes").checked, choice("Loud").checked]).toEqual([true, true]);
});
