import { expect, test } from "vitest";
import { isPlace, routeOf } from "./routes.ts";

test("a path gives its screen what stands in it, and what stands behind the question mark", () => {
  expect(routeOf("/visit/01HF/step/02HF?code=7Q")?.given).toEqual({ visit: "01HF", step: "02HF", code: "7Q" });
  expect(routeOf("/visit/01HF/step/02HF")?.route.place).toBe("/today");
  expect(routeOf("/visit//parts")).toBeUndefined();
  expect(routeOf("/nowhere")).toBeUndefined();
});

test("only the places themselves are worked with in the list on the left", () => {
  expect(["/today", "/find", "/van", "/van?part=01HF", "/attention", "/nowhere"].map(isPlace)).toEqual(Array(6).fill(true));
  expect(["/van/count", "/job/01HF", "/device/01HF", "/sync"].map(isPlace)).toEqual(Array(4).fill(false));
});
