import { expect, test } from "vitest";
import { blankProcedure, blankStep } from "./procedure.ts";
import { changesOf, newestOf } from "./publishing.ts";

const step = (id: string, en: string) => ({ ...blankStep("check", id), title: { zh: "", en } });
const listed = (id: string, one: ReturnType<typeof step>, place: number) => ({ id, is_current: true, position: place * 10, step: one });
const body = { ...blankProcedure(), number: "P-1", name: { zh: "保养", en: "" }, models: ["A", "B"], steps: [step("S1", "one"), step("S2", "two")] };
const draft = {
  procedure: "B1", number: "P-1", name_zh: "保养", name_en: null, models: ["A", "B"], kinds: [], skills: [], target_minutes: null, change_note: null,
  steps: [listed("E1", step("S1", "one"), 0), listed("E2", step("S2", "two"), 1)],
};

test("a draft that says what is wanted is written no more", () => {
  expect(changesOf(draft, { base: "B1", body, note: " " })).toBeUndefined();
});

test("only what differs is written, and a step names the entries it replaces", () => {
  const steps = [step("S2", "two"), step("S1", "one, closer"), step("S3", "three")];
  const changes = changesOf(draft, { base: "B1", body: { ...body, models: ["A"], target_minutes: 20, steps }, note: "Shorter" });
  expect(changes?.fields).toEqual({ models: "A", target_minutes: 20, change_note: "Shorter" });
  expect(changes?.steps).toMatchObject([
    { position: 0, replaces: ["E2"], step: { id: "S2" } },
    { position: 10, replaces: ["E1"], step: { title: { en: "one, closer" } } },
    { position: 20, replaces: [] },
  ]);
  expect(changes?.withdraw).toEqual([]);
});

test("what is gone is withdrawn, what is empty cleared, and a base that moved goes along", () => {
  const changes = changesOf(draft, { base: "B2", body: { ...body, models: [], steps: [step("S1", "one")] }, note: "" });
  expect(changes).toEqual({ fields: { procedure: "B2", models: null }, steps: [], withdraw: ["E2"] });
});

test("tools, parts and files go along whole", () => {
  const manual = { blob: "ab", name: "Manual.pdf", purpose: "manual" as const, media_type: "application/pdf", size_bytes: 7 };
  const wanted = { ...body, tools: ["T1", "T2"], parts: ["F1"], attachments: [manual] };
  expect(changesOf(draft, { base: "B1", body: wanted, note: "" })?.fields).toEqual({ tools: "T1\nT2", parts: "F1", attachments: [manual] });
  expect(changesOf({ ...draft, tools: ["T1"], parts: ["F1"], attachments: [manual] }, { base: "B1", body, note: "" })?.fields).toEqual({ tools: null, parts: null, attachments: null });
});

test("of each number the newest version stands for all", () => {
  const version = (id: string, number: string, revision: number) => ({ id, body: { number, revision } });
  expect(newestOf([version("a", "P-1", 1), version("b", "P-1", 10), version("c", "P-2", 2), version("d", "P-1", 9)]).map(({ id }) => id)).toEqual(["b", "c"]);
});
