import { render, screen, waitFor } from "@testing-library/svelte";
import { press } from "$kit/testing/person.ts";
import { expect, test } from "vitest";
import { meterName, meterUnit, skillName } from "$api/called.svelte.ts";
import { answer, told } from "../testing/server.ts";
import Skills from "./Skills.svelte";

const CODES = {
  skills: [{ code: "ct", name: { zh: "CT", en: "CT service" } }, { code: "gas", name: { zh: "燃气", en: "" } }],
  meters: [{ key: "run_hours", name: { zh: "运行小时", en: "Run hours" }, unit: "h" }],
};

test("a skill stands there by its name, and is taken by it", async () => {
  answer("GET", /^\/v1\/called$/, () => CODES);
  const taken: string[][] = [];
  render(Skills, { label: "Skills needed", values: ["ct", "odd"], onchange: (values: string[]) => taken.push(values) });
  await waitFor(() => expect(screen.queryByText("CT service")).not.toBeNull());
  expect(screen.queryByText("odd")).not.toBeNull();
  const field = screen.getByLabelText<HTMLInputElement>("Skills needed");
  field.value = "燃气";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new FocusEvent("blur"));
  await press("Without CT service");
  expect(taken).toEqual([["ct", "odd", "gas"], ["odd"]]);
});

test("a code that has no name stands for itself, and all are asked for once", async () => {
  answer("GET", /^\/v1\/called$/, () => CODES);
  expect([skillName("ct"), meterName("run_hours")]).toEqual(["ct", "run_hours"]);
  await waitFor(() => expect(skillName("ct")).toBe("CT service"));
  expect([skillName("gas"), skillName("odd"), meterName("run_hours"), meterUnit("run_hours"), meterName("scans")]).toEqual(["燃气", "odd", "Run hours", "h", "scans"]);
  expect(told("GET").filter(({ path }) => path === "/v1/called")).toHaveLength(1);
});
