// When a maintenance plan comes due, in words.
import { meterName, meterUnit } from "$api/called.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { readingOf } from "$kit/words/readings.ts";
import { t } from "$kit/words/words.svelte.ts";
import { type Body, textAt } from "./form/body.ts";
import { recurrenceSaid } from "./recurrence.ts";

/** The ways of `body.schedule`; of several whichever comes first. Empty where there is none. */
export function scheduleSaid(body: Body): string {
  const rule = textAt(body, "schedule.fixed.rule");
  const [count, unit] = [Number(textAt(body, "schedule.floating.every") || 0), textAt(body, "schedule.floating.unit")];
  const meter = textAt(body, "schedule.metered.meter");
  const ways = [
    rule ? recurrenceSaid(rule) : "",
    count && unit ? t("setup-after-each", { count, unit }) : "",
    meter ? t("setup-each-meter", { every: readingOf(textAt(body, "schedule.metered.every"), meterUnit(meter)), meter: meterName(meter) }) : "",
  ].filter(Boolean);
  return capital(ways.join(t("setup-or-earlier")));
}
