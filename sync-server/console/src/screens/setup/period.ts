// From which day to which something counts, in words.
import { t, tag } from "$kit/words/words.svelte.ts";
import { type Body, textAt } from "./form/body.ts";

export const daySaid = (iso: string) => new Intl.DateTimeFormat(tag(), { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).format(Date.parse(iso));

export function periodSaid(body: Body): string {
  const [from, until] = [textAt(body, "valid_from"), textAt(body, "valid_until")];
  if (from && until) return `${daySaid(from)}–${daySaid(until)}`;
  if (from) return t("setup-from-day", { day: daySaid(from) });
  return until ? t("setup-until", { day: daySaid(until) }) : "";
}
