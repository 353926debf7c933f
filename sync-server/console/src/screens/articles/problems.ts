// What keeps an article or a bulletin from being published, and what its writer should look at.
import type { Article } from "./article.ts";
import type { Bulletin } from "./bulletin.ts";

export interface Problem {
  field: string;
  is: "wrong" | "doubt";
  /** Key of what is said. */
  words: string;
}

type Text = { zh?: string; en?: string };

const LINE_CHARS_MAX = 200;
const NOTE_CHARS_MAX = 4_000;
const BODY_CHARS_MAX = 100_000;

const isBlank = (text: Text) => !text.zh?.trim() && !text.en?.trim();
const isHalf = (text: Text) => !isBlank(text) && (!text.zh?.trim() || !text.en?.trim());
const isLonger = (text: Text, chars: number) => Math.max(text.zh?.length ?? 0, text.en?.length ?? 0) > chars;

function ofText(field: string, text: Text, charsMax: number): Problem[] {
  if (isLonger(text, charsMax)) return [{ field, is: "wrong", words: "articles-problem-long" }];
  return isHalf(text) ? [{ field, is: "doubt", words: "articles-problem-half" }] : [];
}

function ofTitle(title: Text): Problem[] {
  return isBlank(title) ? [{ field: "title", is: "wrong", words: "articles-problem-title" }] : ofText("title", title, LINE_CHARS_MAX);
}

export function problemsOfArticle(article: Article): Problem[] {
  const found = [
    ...ofTitle(article.title),
    ...ofText("symptoms", article.symptoms, NOTE_CHARS_MAX),
    ...ofText("cause", article.cause, BODY_CHARS_MAX),
    ...ofText("what_helped", article.what_helped, BODY_CHARS_MAX),
    ...ofText("danger", article.danger, NOTE_CHARS_MAX),
  ];
  if (isBlank(article.what_helped) && article.files.length === 0) found.push({ field: "what_helped", is: "doubt", words: "articles-problem-no-help" });
  if (isBlank(article.symptoms) && article.fault_codes.length + article.error_codes.length === 0) {
    found.push({ field: "symptoms", is: "doubt", words: "articles-problem-not-found" });
  }
  return found;
}

export function problemsOfBulletin(bulletin: Bulletin): Problem[] {
  const found = [...ofTitle(bulletin.title), ...ofText("words", bulletin.words, BODY_CHARS_MAX)];
  if (isBlank(bulletin.words)) found.push({ field: "words", is: "doubt", words: "articles-problem-no-words" });
  const { valid_from: from, valid_until: until } = bulletin;
  if (from && until && from > until) found.push({ field: "valid_until", is: "wrong", words: "articles-problem-period" });
  const isForAll = [bulletin.models, bulletin.serials, bulletin.regions, bulletin.organisations].every((list) => list.length === 0);
  if (bulletin.kind === "recall" && isForAll) found.push({ field: "models", is: "doubt", words: "articles-problem-recall-of-all" });
  return found;
}

export const wrongs = (problems: readonly Problem[]) => problems.filter(({ is }) => is === "wrong");

export function problemAt(problems: readonly Problem[], field: string): Problem | undefined {
  const own = problems.filter((problem) => problem.field === field);
  return own.find(({ is }) => is === "wrong") ?? own[0];
}
