import { expect, test } from "vitest";
import { byNeed, neededByMs, stateOf } from "./needs.ts";

const part = (wanted: number, in_van: number, requested: number, visits: string[]) => ({
  wanted,
  in_van,
  requested,
  lacking: Math.max(0, wanted - Math.max(0, in_van) - requested),
  visits,
});
const there = part(1000, 2000, 0, ["a"]);
const coming = part(2000, 1000, 1000, ["a", "b"]);
const missing = part(2000, 1000, 0, ["b", "c"]);

test("a part is missing, on its way or in the van", () => {
  expect([there, coming, missing].map(stateOf)).toEqual(["in_van", "requested", "lacking"]);
});

test("what is missing stands first", () => {
  expect(byNeed([there, coming, missing])).toEqual([missing, coming, there]);
});

test("parts are needed when the first job begins that misses one", () => {
  const job = (visit: string, window_start_ms: number | null) => ({ visit, window_start_ms });
  const jobs = [job("a", 100), job("b", 300), job("c", 200)];
  expect(neededByMs([there, coming, missing], jobs, 50)).toBe(200);
  expect(neededByMs([there, coming], jobs, 50)).toBeNull();
  expect(neededByMs([missing], jobs, 250)).toBeNull();
  expect(neededByMs([missing], [job("b", null)], 50)).toBeNull();
});
