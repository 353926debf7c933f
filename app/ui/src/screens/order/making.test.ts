import { expect, test } from "vitest";
import { hasEnded } from "../../lib/phases.ts";
import { kindsOf, modeOf, modesOf, needsDevice, openFor } from "./making.ts";

const pair = (kind: "repair" | "consult" | "survey", mode: "onsite" | "remote", required_fields: string[] = [], is_retired = false) => ({ kind, mode, required_fields, is_retired });
const pairs = [pair("consult", "remote"), pair("repair", "remote", ["customer", "device"]), pair("repair", "onsite", ["device"]), pair("survey", "onsite", [], true)];

test("kinds and modes are those of the company", () => {
  expect(kindsOf(pairs)).toEqual(["repair", "consult"]);
  expect(modesOf(pairs, "repair")).toEqual(["onsite", "remote"]);
  expect(modesOf(pairs, "consult")).toEqual(["remote"]);
});

test("before the company's kinds have arrived everything can be chosen", () => {
  expect(kindsOf([])).toHaveLength(9);
  expect(modesOf([], "repair")).toEqual(["onsite", "remote", "workshop"]);
});

test("a mode that does not fit the kind gives way", () => {
  expect(modeOf(["onsite", "remote"], "remote")).toBe("remote");
  expect(modeOf(["onsite", "remote"], "workshop")).toBe("onsite");
  expect(modeOf(["remote"], "onsite")).toBe("remote");
  expect(modeOf(["remote"], null)).toBe("remote");
});

test("some kinds of work are about a device", () => {
  expect(needsDevice(pairs, "repair", "onsite")).toBe(true);
  expect(needsDevice(pairs, "consult", "remote")).toBe(false);
  expect(needsDevice(pairs, null, "onsite")).toBe(false);
});

test("open orders of the device are shown once, without the one that is followed up", () => {
  const past = (work_order: string | null, status: "planned" | "working" | "finished") => ({ work_order, status, number: work_order, title: null });
  const history = [past("a", "planned"), past("a", "working"), past("b", "finished"), past("c", "working"), past(null, "planned")];
  expect(openFor(history, null, hasEnded).map(({ work_order }) => work_order)).toEqual(["a", "c"]);
  expect(openFor(history, "a", hasEnded).map(({ work_order }) => work_order)).toEqual(["c"]);
});
