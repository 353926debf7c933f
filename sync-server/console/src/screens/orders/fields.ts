// Fields of an order as people call them, and what the ids in them name.
import { capital } from "$kit/words/capital.ts";
import { ownName } from "$lib/own/definitions.svelte.ts";
import { label, t } from "$kit/words/words.svelte.ts";

const WORDS: Record<string, string> = {
  customer: "customer", site: "site", contact: "contact", device: "device", organisation: "organisation", procedure: "procedure", request: "request",
  service_level: "service_level", fault_code: "fault_code", cause_order: "work_order", contract: "contract", warranty: "warranty",
};
const SAID = new Set(["title", "description", "priority", "kind", "mode", "customer", "site", "contact", "device", "organisation", "procedure", "required_skills", "fault_code", "customer_reference", "window_start_ms", "window_end_ms"]);

/** The word of what an id in the field names; nothing where it holds no id. */
export function wordOfField(field: string): string | undefined {
  return WORDS[field];
}

export function fieldName(field: string): string {
  const own = ownName(field);
  if (own) return own;
  return SAID.has(field) ? t(`orders-field-${field.replaceAll("_", "-")}`) : capital(label(field));
}
