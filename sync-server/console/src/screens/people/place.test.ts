import { expect, test } from "vitest";
import { readPlace, writePlace } from "./place.ts";

test("a place is read as maps write it, and written the same", () => {
  const place = { latitude_udeg: 31_112_500, longitude_udeg: 121_381_900 };
  for (const typed of ["31.1125, 121.3819", "31.1125，121.3819", "31.1125 121.3819", "31.11250000001;121.3819"]) expect(readPlace(typed), typed).toEqual(place);
  expect(writePlace(place)).toBe("31.1125, 121.3819");
  expect(readPlace("-33.5, -70")).toEqual({ latitude_udeg: -33_500_000, longitude_udeg: -70_000_000 });
});

test("nothing is nothing, and half a place is none", () => {
  expect(readPlace(" ")).toBeNull();
  for (const typed of ["31.1", "91, 0", "0, 181", "north, east", "1, 2, 3"]) expect(readPlace(typed), typed).toBeUndefined();
});
