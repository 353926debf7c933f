import { expect, test } from "vitest";
import { added, blankChoice, blankProcedure, blankStep, copied, copyOf, movedBy, movedTo, type Procedure, removed, withKind } from "./procedure.ts";

const three: Procedure = { ...blankProcedure(), number: "P-1", revision: 3, steps: ["a", "b", "c"].map((id) => blankStep("check", id)) };
const ids = ({ steps }: Procedure) => steps.map(({ id }) => id).join("");

test("steps are moved by places and never beyond an end", () => {
  expect(ids(movedBy(three, "a", 1))).toBe("bac");
  expect(ids(movedBy(three, "c", -2))).toBe("cab");
  expect(movedBy(three, "a", -1)).toBe(three);
  expect(ids(movedTo(three, "a", 99))).toBe("bca");
  expect(movedTo(three, "x", 1)).toBe(three);
});

test("a step is added behind another, else at the end", () => {
  expect(ids(added(three, blankStep("photo", "n"), "a"))).toBe("anbc");
  expect(ids(added(three, blankStep("photo", "n"), null))).toBe("abcn");
  expect(ids(removed(three, "b"))).toBe("ac");
});

test("a copied step stands behind its original and shares nothing with it", () => {
  const twice = copied(three, "b", "n");
  expect(ids(twice)).toBe("abnc");
  expect(twice.steps[2]?.title).not.toBe(twice.steps[1]?.title);
});

test("another kind keeps what both have and loses what only one has", () => {
  const measuring = withKind({ ...blankStep("check", "a"), title: { zh: "压力", en: "" } }, "measurement");
  expect([measuring.title.zh, measuring.measurement?.unit]).toEqual(["压力", ""]);
  const choosing = withKind(measuring, "choice");
  expect([choosing.measurement, choosing.choices.length]).toEqual([null, 2]);
  expect(withKind(choosing, "scan")).toMatchObject({ choices: [], scan_of: "device" });
  expect(withKind(choosing, "signature").signer).toBe("customer");
});

test("a new choice takes a value that none has or had beside it", () => {
  expect(blankChoice(["1", "3"]).value).toBe("4");
  expect(blankChoice(["good", "2"]).value).toBe("3");
});

test("a copied procedure is a new one whose conditions ask among its own steps", () => {
  const asking = { ...blankStep("text", "d"), condition: { step: "a", any_of: ["no"], below: null, above: null, is_out_of_limits: false } };
  let count = 0;
  const copy = copyOf({ ...three, steps: [...three.steps, asking] }, () => `n${(count += 1)}`);
  expect([copy.number, copy.revision]).toEqual(["", 0]);
  expect(copy.steps.map(({ id }) => id)).toEqual(["n1", "n2", "n3", "n4"]);
  expect(copy.steps[3]?.condition?.step).toBe("n1");
});
