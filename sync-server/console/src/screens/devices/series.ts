// Readings to look at: of steps, and of the device's own meters.
import type { Type } from "$api/api.ts";
import type { Text } from "$kit/words/words.svelte.ts";
import { ms } from "$lib/times.ts";
import { textOf, type DeviceBody } from "./device.ts";

export interface Series {
  key: string;
  title: Text;
  unit: string;
  low: string | null;
  high: string | null;
  /** Oldest first. */
  points: { key: string; at: number | null; received: number | null; value: string; isOutside: boolean; visit: string | null; by: unknown; tool: string | null; note: string | null }[];
}

/** Those with limits and many readings say most, so they come first. */
export function seriesOf(steps: readonly Type<"StepSeries">[], body: Pick<DeviceBody, "meter_readings" | "record">): Series[] {
  const measured = steps.map((step) => ({
    key: step.step,
    title: textOf(step.title),
    unit: step.unit,
    low: step.low,
    high: step.high,
    points: step.points.map((point, place) => ({ key: `${point.visit}/${place}`, at: ms(point.at), received: ms(point.received), value: point.value, isOutside: point.is_outside, visit: point.visit, by: point.by, tool: point.tool, note: point.note })),
  }));
  const replaced = new Set(body.meter_readings.flatMap(({ replaces }) => replaces));
  const counted = new Map<string, Series>();
  for (const seen of body.meter_readings) {
    if (seen.is_in_review || replaced.has(seen.id)) continue;
    const meter = body.record?.meters.find(({ key }) => key === seen.meter);
    const series: Series = counted.get(seen.meter) ?? { key: `meter/${seen.meter}`, title: meter?.name ?? {}, unit: meter?.unit || seen.unit, low: null, high: null, points: [] };
    series.points.push({ key: seen.id, at: seen.at_ms, received: seen.received_ms, value: seen.reading, isOutside: false, visit: null, by: seen.by, tool: null, note: null });
    counted.set(seen.meter, series);
  }
  const weight = ({ low, high, points }: Series) => points.length * 2 + (low !== null || high !== null ? 1 : 0);
  return [...measured, ...counted.values()].sort((a, b) => weight(b) - weight(a));
}
