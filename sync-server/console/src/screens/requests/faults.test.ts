import { expect, test } from "vitest";
import { faultsFor } from "./faults.ts";

const fault = (code: string, zh: string, en: string, models: string[] = [], more: object = {}) => ({
  body: { kind: "fault" as const, code, name: { zh, en }, description: { zh: "", en: "" }, models, is_retired: false, sort: 0, ...more },
});
const ALL = [
  fault("F-HIGHP", "高压报警", "High-pressure trip", ["LC-500", "LC-VRF16"]),
  fault("F-LOWP", "低压报警", "Low-pressure trip", ["LC-500"]),
  fault("F-LEAK", "漏水", "Water leak", ["LC-500", "LC-CT150"]),
  fault("F-NOISE", "异常噪声或振动", "Noise or vibration", ["LC-500"]),
  fault("F-BOOT", "无法开机", "Does not start", ["HZ-CT64"]),
  fault("F-IMAGE", "图像伪影", "Image artefacts", ["HZ-CT64"]),
  fault("F-COMM", "通信故障", "Communication lost"),
  fault("C-DIRT", "脏堵", "Dirt or clogging", [], { kind: "cause" }),
  fault("F-OLD", "旧的漏水", "Old water leak", [], { is_retired: true }),
];
const first = (words: string, model = "") => faultsFor(words, ALL, model).map(({ fault }) => fault.body.code)[0];

test("a customer's words lead to the fault, in either language", () => {
  expect(first("3 号冷机又高压报警了，停机")).toBe("F-HIGHP");
  expect(first("机组下面一直在漏水")).toBe("F-LEAK");
  expect(first("water is leaking under the unit")).toBe("F-LEAK");
  expect(first("The chiller tripped on high pressure")).toBe("F-HIGHP");
  expect(first("开机没反应，无法开机")).toBe("F-BOOT");
  expect(first("strange artefact on every image")).toBe("F-IMAGE");
});

test("a code read from the display finds its fault in any spelling", () => {
  expect(first("display shows f lowp")).toBe("F-LOWP");
});

test("faults of other models, causes and retired codes are not offered", () => {
  expect(first("漏水", "HZ-CT64")).toBeUndefined();
  expect(faultsFor("脏堵，旧的漏水", ALL, "").map(({ fault }) => fault.body.code)).toEqual(["F-LEAK"]);
});

test("words that say nothing find nothing", () => {
  for (const words of ["", "设备异常", "the device does not", "请尽快派人", "ok"]) expect(faultsFor(words, ALL, ""), words).toEqual([]);
});

test("where two fit the same the one of the device's model stands first", () => {
  const [one] = faultsFor("报警", [fault("F-ANY", "报警", ""), fault("F-MODEL", "报警", "", ["LC-500"])], "LC-500");
  expect(one?.fault.body.code).toBe("F-MODEL");
});
