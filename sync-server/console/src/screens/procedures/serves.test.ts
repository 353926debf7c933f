import { expect, test } from "vitest";
import { blankProcedure, type Procedure } from "./procedure.ts";
import { modelsOf, reachChange, rivals } from "./serves.ts";

const serving = (models: string[], kinds: Procedure["kinds"] = [], given: Partial<Procedure> = {}): Procedure => ({ ...blankProcedure(), models, kinds, ...given });

test("rivals serve the same work on the same model, are in use and are another", () => {
  const others = [
    { id: "same", body: serving(["A", "B"], ["repair"]) },
    { id: "kind", body: serving(["A"], ["train"]) },
    { id: "model", body: serving(["C"]) },
    { id: "retired", body: serving(["A"], [], { is_retired: true }) },
    { id: "default", body: serving([]) },
    { id: "me", body: serving(["A"]) },
  ];
  expect(rivals(serving(["A"], ["repair", "maintain"]), "me", others).map(({ id }) => id)).toEqual(["same"]);
  expect(rivals(serving([]), "me", others)).toEqual([]);
});

test("models of several lists are offered once", () => {
  expect(modelsOf([{ body: { models: ["B", "A"] } }], [{ body: { models: ["A"] } }])).toEqual(["A", "B"]);
});

test("whom a publication reaches anew is told from whom it loses", () => {
  expect(reachChange(serving(["A"], ["repair"]), serving(["A"], ["repair"]))).toBeUndefined();
  expect(reachChange(serving(["A"], ["repair"]), serving(["B"], ["repair"]))).toMatchObject({ gainedModels: ["B"], lostModels: ["A"], lostKinds: [] });
  expect(reachChange(serving(["A"]), serving([]))).toMatchObject({ widens: true, narrows: false, lostModels: [] });
  expect(reachChange(serving([]), serving(["A"]))).toMatchObject({ widens: false, narrows: true, gainedModels: [] });
});
