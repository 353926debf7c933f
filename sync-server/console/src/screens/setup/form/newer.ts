// What a newer version changes, in words, whatever it is a version of.
import { t } from "$kit/words/words.svelte.ts";
import { bodyOf } from "$lib/records.ts";
import { differences } from "../../procedures/differences.ts";
import { blankProcedure } from "../../procedures/procedure.ts";
import { fieldSaid, titleOf } from "../../procedures/said.ts";
import { partOfWord } from "../parts.ts";
import type { Body } from "./body.ts";
import { differing } from "./differing.ts";
import { filled } from "./filled.ts";

/** A line each. */
export function newerSaid(word: string, old: Body, now: Body): string[] {
  if (word === "procedure") return ofProcedure(old, now);
  const part = partOfWord(word);
  if (!part) return [];
  return differing(part, filled(part.fresh(), old), filled(part.fresh(), now)).map((one) => t("version-newer-change", { field: one.name, old: one.old, now: one.new }));
}

function ofProcedure(old: Body, now: Body): string[] {
  const [was, is] = [old, now].map((body) => bodyOf(body, blankProcedure()));
  if (!was || !is) return [];
  const found = differences(was, is);
  return [
    ...found.added.map(({ step }) => t("version-newer-added", { step: titleOf(step) })),
    ...found.removed.map(({ step }) => t("version-newer-removed", { step: titleOf(step) })),
    ...found.changed.map(({ step, fields }) => (fields.length ? t("version-newer-changed", { step: titleOf(step), fields: fields.map(({ field }) => fieldSaid(field, true)).join(", ") }) : t("version-newer-moved", { step: titleOf(step) }))),
    ...found.fields.map(({ field }) => t("version-newer-field", { field: fieldSaid(field, false) })),
  ];
}
