import { expect, test } from "vitest";
import { rowsOf } from "./words.ts";

const hit = (subject: string) => ({ subject, title: subject });

test("hits are grouped by their word, the word of the best hit first", () => {
  const rows = rowsOf([hit("part/1"), hit("device/1"), hit("part/2")], false);
  expect(rows.map((row) => row.key)).toEqual(["head/part", "part/1", "part/2", "head/device", "device/1"]);
  expect(rows.filter((row) => row.kind === "hit").map((row) => [row.isFirst, row.isLast])).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

test("of a word that fills the list the rest is one press away, and all are shown where it alone was asked for", () => {
  const parts = Array.from({ length: 5000 }, (_, at) => hit(`part/${at}`));
  const all = rowsOf([...parts, hit("device/1")], false);
  expect(all.map((row) => row.key)).toEqual(["head/part", "part/0", "part/1", "part/2", "part/3", "part/4", "all/part", "head/device", "device/1"]);
  expect(rowsOf(parts, true)).toHaveLength(5001);
});
