// A bulletin while it is written, and how it stands on a day.
import type { Type } from "$api/api.ts";

export type Bulletin = Type<"Bulletin">;
export type BulletinKind = Type<"BulletinKind">;

export const BULLETIN_KINDS: readonly BulletinKind[] = ["notice", "safety", "recall", "update"];

export const BULLETIN_FIELDS = [
  "number", "kind", "title", "words", "models", "serials", "regions", "organisations", "valid_from", "valid_until", "must_be_confirmed", "procedure", "parts", "files",
] as const satisfies readonly (keyof Bulletin)[];

export function blankBulletin(): Bulletin {
  return {
    number: "", kind: "notice", title: { zh: "", en: "" }, words: { zh: "", en: "" }, models: [], serials: [], regions: [], organisations: [], valid_from: null,
    valid_until: null, must_be_confirmed: false, procedure: null, parts: [], files: [], written_by: null,
  };
}

/** Both ends of the period belong to it; a missing one is open. Days as `2026-11-23`. */
export function standsOn(day: string, { valid_from: from, valid_until: until }: Bulletin): "coming" | "valid" | "ended" {
  if (from && day < from) return "coming";
  return until && day > until ? "ended" : "valid";
}
