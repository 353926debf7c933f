// Fields that a company of the tests defined for itself.
import type { Definition } from "../lib/own/own.ts";

export const ID = (end: string) => `01HF0000000000000000000${end.padStart(3, "0")}`;

export function definition(end: string, more: Partial<Definition> = {}): Definition {
  return {
    id: ID(end), extends: "customer", kind: "text", label: { zh: `字段${end}`, en: `Field ${end}` }, hint: {}, is_required: false, choices: [], low: null, high: null, unit: "", chars_max: null,
    order_kinds: [], sort: 0, is_searched: false, is_retired: false, ...more,
  } as Definition;
}

export const choice = (value: string, zh: string, en: string) => ({ value, label: { zh, en }, is_fault: false });

/** As the server tells them. */
export const answered = (all: readonly Definition[]) => ({
  items: all.map(({ id, ...body }) => ({ id, href: "", etag: '"1.1"', word: "field_definition", body, changed: null, changed_by: null })),
  next: null,
});
