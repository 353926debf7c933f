import { expect, test } from "vitest";
import { blankArticle } from "./article.ts";
import { blankBulletin, standsOn } from "./bulletin.ts";
import { problemsOfArticle, problemsOfBulletin, wrongs } from "./problems.ts";

const text = (zh: string, en = "") => ({ zh, en });

test("an article needs a title; what cannot be found or helps nobody is doubted", () => {
  expect(problemsOfArticle(blankArticle()).map(({ field, is }) => `${field} ${is}`)).toEqual(["title wrong", "what_helped doubt", "symptoms doubt"]);
  const sound = { ...blankArticle(), title: text("甲", "A"), what_helped: text("乙", "B"), error_codes: ["E3"] };
  expect(problemsOfArticle(sound)).toEqual([]);
  expect(wrongs(problemsOfArticle({ ...sound, title: text("长".repeat(201), "A") })).map(({ words }) => words)).toEqual(["articles-problem-long"]);
});

test("a bulletin's period does not end before it begins, and a recall of everything is doubted", () => {
  const sound = { ...blankBulletin(), title: text("甲", "A"), words: text("乙", "B") };
  expect(problemsOfBulletin(sound)).toEqual([]);
  expect(problemsOfBulletin({ ...sound, valid_from: "2026-05-02", valid_until: "2026-05-01" }).map(({ words }) => words)).toEqual(["articles-problem-period"]);
  expect(problemsOfBulletin({ ...sound, kind: "recall" }).map(({ is }) => is)).toEqual(["doubt"]);
});

test("both ends of a period belong to it", () => {
  const bulletin = { ...blankBulletin(), valid_from: "2026-05-01", valid_until: "2026-05-31" };
  expect(["2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01"].map((day) => standsOn(day, bulletin))).toEqual(["coming", "valid", "valid", "ended"]);
  expect(standsOn("2026-05-01", blankBulletin())).toBe("valid");
});
