import { render } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { alerts, button, field, isThere, press, problemOf, type } from "$kit/testing/person.ts";
import { answer, begin, told } from "../../testing/server.ts";
import type { Type } from "$api/api.ts";
import Given from "./Given.svelte";

const giving = (state: Type<"GivingState">, more: Partial<Type<"Giving">> = {}): Type<"Giving"> => ({
  answer: null, answer_reason: null, answered_by: null, answered_ms: null, given: null, given_by: null, given_ms: 0, organisation: null, state, ...more,
}) as Type<"Giving">;

test("the desk sees that a contractor was asked and answers nothing for them", () => {
  render(Given, { order: "O", giving: giving("waiting") });
  expect(isThere("is asked and has not answered")).toBe(true);
  expect(document.querySelectorAll("button")).toHaveLength(0);
});

test("a contractor takes an order by one press", async () => {
  begin("contractor_dispatcher");
  answer("POST", /\/organisation\/accept$/, () => ({}));
  render(Given, { order: "O", giving: giving("waiting") });
  await press("Take it");
  expect(told("POST").map(({ path }) => path)).toEqual(["/v1/work-orders/O/organisation/accept"]);
});

test("who does not take it says why, and what is typed stays", async () => {
  begin("contractor_dispatcher");
  answer("POST", /\/organisation\/decline$/, () => ({}));
  render(Given, { order: "O", giving: giving("waiting") });
  await press("Do not take it");
  await press("Do not take it");
  expect(problemOf("Why it is not taken")).toBe("Write why, in a few words.");
  expect(told("POST")).toHaveLength(0);
  await type("Why it is not taken", "No HVAC people this week");
  expect(field("Why it is not taken").value).toBe("No HVAC people this week");
  await press("Do not take it");
  expect(told("POST")[0]?.body).toEqual({ reason: "No HVAC people this week" });
});

test("the desk reads why it was not taken", () => {
  render(Given, { order: "O", giving: giving("declined", { answer_reason: "No people", answered_ms: 1 }) });
  expect(isThere("Because: No people")).toBe(true);
  expect(alerts()).toEqual([]);
  expect(() => button("Take it")).toThrow();
});
