import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Fold from "./Fold.svelte";
import { button, press, text } from "./testing/person.ts";

test("what is seldom wanted is there after a press, and away after another", async () => {
  render(Fold, { label: "What stood before (2)", away: "Put away", children: text("old") });
  expect(screen.queryByText("old")).toBeNull();
  expect(button("What stood before (2)").getAttribute("aria-expanded")).toBe("false");
  await press("What stood before (2)");
  expect(screen.getByText("old")).toBeTruthy();
  expect(button("Put away").getAttribute("aria-expanded")).toBe("true");
  await press("Put away");
  expect(screen.queryByText("old")).toBeNull();
});
