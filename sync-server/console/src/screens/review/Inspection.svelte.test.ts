import { isThere, press, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Inspection from "./Inspection.svelte";
import type { Score } from "./score.ts";

const text = (en: string) => ({ zh: "", en });
const checklist = {
  name: text("Visits"),
  items: [{ id: "photos", title: text("Photos tell the work"), hint: text(""), weight: 1, points: 2, is_critical: false }],
  pass_percent: 75,
};

test("points withheld want a reason, and nothing is sent before", async () => {
  const sent: (readonly Score[])[] = [];
  const onsend = async (scores: readonly Score[]) => sent.push(scores) > 0;
  render(Inspection, { visit: "v", id: "list", checklist, isBusy: false, failure: undefined, onsend });
  await press("Record the score");
  expect(isThere("Give points, or say that it does not apply.")).toBe(true);
  await press("1");
  await waitFor(() => expect(isThere("50 %, failed (75 % needed)")).toBe(true));
  await press("Record the score");
  expect(isThere("Say why not all points are given.")).toBe(true);
  expect(sent).toEqual([]);
  await type("Why", "No photo after");
  await press("Record the score");
  await waitFor(() => expect(sent).toEqual([[{ item: "photos", points: 1, reason: "No photo after" }]]));
  expect(screen.getByRole("group", { name: "Photos tell the work" })).toBeTruthy();
});
