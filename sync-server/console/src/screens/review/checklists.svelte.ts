// The company's checklists as they are read, and a new one to begin with.
import type { Type } from "$api/api.ts";
import { pages, type Pages } from "$api/read.svelte.ts";
import { newId } from "$lib/ids.ts";
import { bodyOf } from "$lib/records.ts";
import type { Checklist, ChecklistItem } from "./score.ts";

const LIMIT = 200;
const PASS_PERCENT = 80;
const POINTS = 5;

export const checklists = (isAsked: () => boolean = () => true): Pages<Type<"Item">> =>
  pages("/v1/records/{word}", () => (isAsked() ? { path: { word: "checklist" }, query: { limit: LIMIT } } : null), ["checklist"]);

export const newItem = (): ChecklistItem => ({ id: newId(), title: { zh: "", en: "" }, hint: { zh: "", en: "" }, weight: 1, points: POINTS, is_critical: false });

export const newChecklist = (): Checklist => ({ number: "", name: { zh: "", en: "" }, kinds: [], items: [newItem()], pass_percent: PASS_PERCENT, remarks: "", is_retired: false });

/** A checklist as the server keeps it. */
export const checklistOf = ({ body }: { body: unknown }): Checklist => bodyOf<Checklist>(body, { ...newChecklist(), items: [] });

/** Those a visit of a kind of work is scored by. */
export function fitting(items: readonly Type<"Item">[], kind: string | null | undefined): { id: string; checklist: Checklist }[] {
  return items.map((item) => ({ id: item.id, checklist: checklistOf(item) })).filter(({ checklist }) => !checklist.is_retired && (checklist.kinds.length === 0 || !kind || checklist.kinds.includes(kind)));
}
