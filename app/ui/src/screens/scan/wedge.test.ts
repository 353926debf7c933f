import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wedge } from "./wedge.ts";

class Field {
  isContentEditable = false;
  matches = () => true;
}

beforeEach(() => void vi.stubGlobal("HTMLElement", Field));
afterEach(() => void vi.unstubAllGlobals());

/** Types a text as a scanner does, a key every few milliseconds; answers the keys that were kept from everybody else. */
function scan(listen: (event: KeyboardEvent) => void, text: string, { gapMs = 5, end = "Enter", target = null as unknown } = {}) {
  const kept: string[] = [];
  [...text, end].forEach((key, index) => {
    const stopPropagation = () => kept.push(key);
    listen({ key, target, timeStamp: 1_000 + index * gapMs, stopPropagation, preventDefault() {} } as unknown as KeyboardEvent);
  });
  return kept;
}

const always = () => true;

test("keys that come faster than a person types are a code", () => {
  const read: string[] = [];
  const listen = wedge((text) => read.push(text), always);
  expect(scan(listen, "7QX2-0001")).toEqual(["Enter"]);
  scan(listen, "HZ-88", { end: "Tab" });
  expect(read).toEqual(["7QX2-0001", "HZ-88"]);
});

test("what a person types, and what is too short for a code, is none", () => {
  const read: string[] = [];
  const listen = wedge((text) => read.push(text), always);
  expect(scan(listen, "7QX2-0001", { gapMs: 400 })).toEqual([]);
  expect(scan(listen, "7Q")).toEqual([]);
  expect(read).toEqual([]);
});

test("what a field has is the field's", () => {
  const read: string[] = [];
  expect(scan(wedge((text) => read.push(text), always), "7QX2-0001", { target: new Field() })).toEqual([]);
  expect(read).toEqual([]);
});

test("a screen that does not hear leaves the code to the one that does", () => {
  const [left, right]: [string[], string[]] = [[], []];
  let isLeft = false;
  const onLeft = wedge((text) => left.push(text), () => isLeft);
  const onRight = wedge((text) => right.push(text), always);
  expect(scan(onLeft, "7QX2-0001")).toEqual([]);
  scan(onRight, "7QX2-0001");
  expect([left, right]).toEqual([[], ["7QX2-0001"]]);
  isLeft = true;
  expect(scan(onLeft, "7QX2-0002")).toEqual(["Enter"]);
  expect(left).toEqual(["7QX2-0002"]);
});

test("what was begun while nobody heard is not the beginning of a code", () => {
  const read: string[] = [];
  let isHeard = false;
  const listen = wedge((text) => read.push(text), () => isHeard);
  const key = (key: string, timeStamp: number) => listen({ key, target: null, timeStamp, stopPropagation() {}, preventDefault() {} } as unknown as KeyboardEvent);
  key("A", 1_000);
  isHeard = true;
  [..."BCDE", "Enter"].forEach((one, index) => key(one, 1_005 + index * 5));
  expect(read).toEqual(["BCDE"]);
});
