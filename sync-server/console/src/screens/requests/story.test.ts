import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { firstResponseMs, story } from "./story.ts";

const talk = (id: string, at_ms: number, more: object = {}) => ({ id, at_ms, direction: "outbound", is_reached: false, user: null, ...more });
const request = (more: object) => ({ received_ms: 1, interactions: [], steps: [], ...more }) as unknown as Type<"Request">;

test("the newest stands first, and what was received before what was done at once", () => {
  const told = story(request({ interactions: [talk("call", 1), talk("mail", 9)], steps: [{ press: "verify", at_ms: 5 }] }));
  expect(told.map(({ id }) => id)).toEqual(["mail", "step-0", "call", "received"]);
});

test("a call that nobody took is no response", () => {
  expect(firstResponseMs(request({ interactions: [talk("a", 3), talk("b", 7, { is_reached: true })] }))).toBe(7);
  expect(firstResponseMs(request({ interactions: [talk("a", 3, { direction: "inbound", user: "zheng", channel: "phone" })] }))).toBe(3);
  expect(firstResponseMs(request({ interactions: [talk("a", 3, { direction: "inbound", user: "zheng", channel: "email" })] })), "a letter waits for its answer").toBeNull();
  expect(firstResponseMs(request({}))).toBeNull();
});
