import { expect, test } from "vitest";
import { minutesOf, readHours, writeHours } from "./hours.ts";

test("hours are read as people write them, in either language", () => {
  const day = [
    { from_minute: 540, to_minute: 720 },
    { from_minute: 810, to_minute: 1080 },
  ];
  for (const typed of ["9-12, 13:30-18", "09:00–12:00，13:30–18:00", "9:00至12:00、1330-1800", " 9 ~ 12 ; 13.30 — 18 "]) expect(readHours(typed), typed).toEqual(day);
  expect(writeHours(day)).toBe("09:00–12:00, 13:30–18:00");
  expect(minutesOf(day)).toBe(450);
});

test("nothing typed is a day off, and midnight is the end of a day", () => {
  expect(readHours("  ")).toEqual([]);
  expect(readHours("0-24")).toEqual([{ from_minute: 0, to_minute: 1440 }]);
});

test("what goes backwards, overlaps or is no time is not read", () => {
  for (const typed of ["12-9", "9-12, 11-15", "9-25", "9:75-12", "nine to five", "9", "9-12-15"]) expect(readHours(typed), typed).toBeUndefined();
});

test("what is written is read again", () => {
  const hours = [{ from_minute: 1, to_minute: 59 }, { from_minute: 60, to_minute: 1440 }];
  expect(readHours(writeHours(hours))).toEqual(hours);
});
