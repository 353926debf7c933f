import { describe, expect, test } from "vitest";
import { blankArticle } from "./article.ts";
import { blankBulletin, standsOn } from "./bulletin.ts";
import { fromVisit, inItsLanguage } from "./from_visit.ts";
import { problemsOfArticle, problemsOfBulletin, wrongs } from "./problems.ts";

const text = (zh: string, en = "") => ({ zh, en });
const code = (id: string, kind: "fault" | "cause" | "remedy", name: { zh: string; en: string }) => ({
  id,
  body: { kind, code: id.toUpperCase(), name, description: text(""), group: "", models: [], goes_with: [], sort: 0, is_retired: false },
});
const codes = [code("f1", "fault", text("高压报警", "High pressure")), code("c1", "cause", text("脏堵", "Dirt")), code("r1", "remedy", text("清洗", "Cleaned"))];
const nothing = { code: null, text: null };

describe("an article from a visit", () => {
  const visit = {
    visit: "v1",
    findings: [
      { fault: { code: "f1", text: null }, cause: { code: "c1", text: "冷凝器积灰" }, remedy: { code: "r1", text: "rinsed twice" }, is_current: true },
      { fault: { code: null, text: "old" }, cause: nothing, remedy: nothing, is_current: false },
    ],
    parts: [
      { part: "p1", is_current: true },
      { part: "p1", is_current: true },
      { part: "p2", is_current: false },
    ],
    order: { title: "冷机停机", description: null },
    model: "LC-500",
  };

  test("takes codes by their names and words in the language they are written in", () => {
    const article = fromVisit(visit, codes);
    expect(article.title).toEqual(text("高压报警", "High pressure"));
    expect(article.cause).toEqual(text("脏堵\n冷凝器积灰", "Dirt"));
    expect(article.what_helped).toEqual(text("清洗", "Cleaned\nrinsed twice"));
    expect(article.symptoms).toEqual(text("冷机停机"));
  });

  test("names model, codes, parts and the visit, and leaves out what was corrected", () => {
    const article = fromVisit(visit, codes);
    expect([article.models, article.fault_codes, article.parts, article.from_visit]).toEqual([["LC-500"], ["F1", "C1", "R1"], ["p1"], "v1"]);
  });

  test("without findings begins with what was asked", () => {
    const article = fromVisit({ ...visit, findings: [], model: null }, codes);
    expect([article.title, article.models]).toEqual([text("冷机停机"), []]);
  });
});

test("the language of a text is that of its letters", () => {
  expect(inItsLanguage("更换 PS-30")).toEqual(text("更换 PS-30"));
  expect(inItsLanguage(" PS-30 replaced ")).toEqual(text("", "PS-30 replaced"));
  expect(inItsLanguage(null)).toEqual(text(""));
});

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
