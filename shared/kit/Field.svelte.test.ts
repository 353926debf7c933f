import { render } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Field from "./Field.svelte";
import { field, isThere, problemOf, type } from "./testing/person.ts";

const described = () => document.getElementById(field("Reading").getAttribute("aria-describedby") ?? "")?.textContent;

test("the hint belongs to the field, and a problem takes its place", async () => {
  const { rerender } = render(Field, { label: "Reading", value: "", hint: "At full load" });
  expect([described(), field("Reading").getAttribute("aria-invalid")]).toEqual(["At full load", null]);
  await rerender({ problem: "No number" });
  expect([problemOf("Reading"), isThere("At full load")]).toEqual(["No number", false]);
  await rerender({ problem: undefined, hint: undefined });
  expect(field("Reading").getAttribute("aria-describedby")).toBeNull();
});

test("numbers are asked with a pad that has signs and decimals, and take what is typed as it is", async () => {
  render(Field, { label: "Reading", value: "", isNumber: true, unit: "MPa" });
  expect([field("Reading").getAttribute("inputmode"), field("Reading").getAttribute("type")]).toEqual(["decimal", null]);
  await type("Reading", "−1,5");
  expect(field("Reading").value).toBe("−1,5");
});

test("a long one is as long as it may be", async () => {
  render(Field, { label: "Reading", value: "", isLong: true, maxlength: 5, required: true });
  await type("Reading", "1234567");
  expect([field("Reading").tagName, field("Reading").value, field("Reading").required]).toEqual(["TEXTAREA", "12345", true]);
});
