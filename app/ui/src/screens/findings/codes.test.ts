import { describe, expect, test } from "vitest";
import { errorCodeIn, fitting, matching, seenBefore, type Code } from "./codes.ts";

function code(kind: Code["kind"], code: string, zh: string, more: Partial<Code> = {}): Code {
  const nothing = { zh: "", en: "" };
  return { id: code, kind, code, name: { zh, en: code.toLowerCase() }, description: nothing, group: "", models: [], goes_with: [], sort: 0, is_retired: false, ...more };
}

const CODES = [
  code("fault", "F-HELIUM", "液氦压力异常", { models: ["MR"], sort: 1 }),
  code("fault", "F-NOISE", "异响", { models: ["AC"], sort: 2 }),
  code("fault", "F-OLD", "旧代码", { is_retired: true }),
  code("cause", "C-WEAR", "正常磨损", { sort: 1 }),
  code("cause", "C-COOLING", "冷却水不足", { goes_with: ["F-HELIUM"], sort: 2 }),
  code("cause", "C-POWER", "供电异常", { goes_with: ["F-BOOT"], sort: 3 }),
];
const named = (codes: readonly Code[]) => codes.map((code) => code.code);

describe("codes", () => {
  test("of a model, without those that are retired", () => {
    expect(named(fitting(CODES, "fault", "MR", undefined).usual)).toEqual(["F-HELIUM"]);
    expect(named(fitting(CODES, "fault", "", undefined).usual)).toEqual([]);
  });

  test("what usually goes with the fault comes first, what goes with another fault last", () => {
    const { usual, other } = fitting(CODES, "cause", "MR", "F-HELIUM");
    expect(named(usual)).toEqual(["C-COOLING", "C-WEAR"]);
    expect(named(other)).toEqual(["C-POWER"]);
    expect(fitting(CODES, "cause", "MR", undefined).other).toEqual([]);
  });

  test("nothing is put aside where nothing is known to go with what was chosen", () => {
    const remedies = [code("remedy", "R-CLEAN", "清洗", { goes_with: ["C-DIRT"] })];
    expect(named(fitting(remedies, "remedy", "MR", "C-COOLING").usual)).toEqual(["R-CLEAN"]);
  });

  test("are found by words of either language and by their code", () => {
    expect(named(matching(CODES, "冷却"))).toEqual(["C-COOLING"]);
    expect(named(matching(CODES, "c-w"))).toEqual(["C-WEAR"]);
    expect(named(matching(CODES, "ＨＥＬＩＵＭ 压力"))).toEqual(["F-HELIUM"]);
    expect(matching(CODES, "")).toHaveLength(CODES.length);
  });
});

test("what this visit says itself was not seen before", () => {
  const causes = [
    { code: "C1", text: null, count: 3 },
    { code: null, text: "雷击", count: 1 },
  ];
  const own = [{ cause: { code: "C1", text: "again" } }, { cause: { code: null, text: "雷击" } }];
  expect(seenBefore(causes, own)).toEqual([{ code: "C1", text: "", count: 2 }]);
});

test("an error code is found in what the customer wrote, whole and not as a part of another", () => {
  const articles = [{ error_codes: ["E-20"] }, { error_codes: ["E-204", "T-17"] }];
  expect(errorCodeIn("磁体压力报警 e-204，液位正常。", articles)).toBe("E-204");
  expect(errorCodeIn("提示T-17", articles)).toBe("T-17");
  expect(errorCodeIn("E-2041", articles)).toBeUndefined();
  expect(errorCodeIn("", articles)).toBeUndefined();
});
