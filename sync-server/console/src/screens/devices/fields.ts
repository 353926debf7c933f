// Fields of a device, of its record and its document, as people call them.
import { ownName } from "$lib/own/definitions.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { label, t } from "$kit/words/words.svelte.ts";

/** Where the catalogue calls it otherwise. */
const OTHERWISE: Record<string, string> = { life_cycle: "state", components: "components-field" };

export function fieldName(field: string): string {
  const own = ownName(field);
  if (own) return own;
  const key = `machines-${(OTHERWISE[field] ?? field).replaceAll("_", "-")}`;
  const said = t(key);
  return said === key ? capital(label(field)) : said;
}
