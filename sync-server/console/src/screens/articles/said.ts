// What stands in articles and bulletins, in words.
import type { Type } from "$api/api.ts";
import { nameOf, numberOf } from "$api/named.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { comma, label, t } from "$kit/words/words.svelte.ts";
import { type Change, isNothing } from "$lib/writing/same.ts";

type Text = { zh?: string; en?: string };

const FIELDS: Record<string, () => string> = {
  number: () => t("articles-number"),
  title: () => t("articles-title"),
  models: () => t("articles-models"),
  symptoms: () => t("articles-symptoms"),
  fault_codes: () => t("articles-fault-codes"),
  error_codes: () => t("articles-error-codes"),
  cause: () => t("articles-cause"),
  what_helped: () => t("articles-what-helped"),
  danger: () => t("articles-danger"),
  parts: () => t("articles-parts"),
  procedure: () => t("articles-procedure"),
  files: () => t("articles-files"),
  keywords: () => t("articles-keywords"),
  audience: () => t("articles-audience"),
  is_retired: () => t("articles-is-retired"),
  kind: () => t("articles-kind"),
  words: () => t("articles-words"),
  serials: () => t("articles-serials"),
  regions: () => t("articles-regions"),
  organisations: () => t("articles-organisations"),
  valid_from: () => t("articles-valid-from"),
  valid_until: () => t("articles-valid-until"),
  must_be_confirmed: () => t("articles-must-be-confirmed"),
};

export const fieldSaid = (field: string) => FIELDS[field]?.() ?? field;

export function audienceSaid(audience: Type<"Audience">): string {
  switch (audience) {
    case "company":
      return t("articles-audience-company");
    case "experts":
      return t("articles-audience-experts");
    default:
      return t("articles-audience-everybody");
  }
}

export function bulletinKindSaid(kind: Type<"BulletinKind">): string {
  switch (kind) {
    case "safety":
      return t("articles-kind-safety");
    case "recall":
      return t("articles-kind-recall");
    case "update":
      return t("articles-kind-update");
    default:
      return t("articles-kind-notice");
  }
}

export const purposeSaid = (purpose: Type<"Purpose">) => capital(label(purpose));

const WORDS: Record<string, string> = { parts: "part", procedure: "procedure", organisations: "organisation" };
const called = (word: string, id: string) => [numberOf(word, id), nameOf(word, id)].filter((text, at, all) => text && all.indexOf(text) === at).join(" ") || "…";

export function valueSaid(field: string, value: unknown): string {
  if (typeof value === "boolean") return capital(label(value ? "yes" : "no"));
  if (isNothing(value)) return t("articles-nothing");
  const word = WORDS[field];
  if (word) return [value].flat().map((id) => called(word, String(id))).join(comma());
  if (field === "audience") return audienceSaid(value as Type<"Audience">);
  if (field === "kind") return bulletinKindSaid(value as Type<"BulletinKind">);
  if (field === "files") return (value as Type<"Attachment">[]).map(({ name }) => name).join(comma());
  if (Array.isArray(value)) return value.join(comma());
  if (typeof value !== "object") return String(value);
  const { zh = "", en = "" } = value as Text;
  return [zh, en].filter(Boolean).join(" / ");
}

const isText = (value: unknown): value is Text => typeof value === "object" && value !== null && !Array.isArray(value);

/** Old and new beside each other: of a text only the languages that differ. */
export function changeSaid(change: Change): [string, string] {
  const { field, old, new: now } = change;
  if (!isText(old) || !isText(now)) return [valueSaid(field, old), valueSaid(field, now)];
  const only = (text: Text, other: Text) => valueSaid(field, { zh: text.zh !== other.zh ? text.zh : "", en: text.en !== other.en ? text.en : "" });
  return [only(old, now), only(now, old)];
}
