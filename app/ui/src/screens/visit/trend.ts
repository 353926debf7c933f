// Where the points and the band of a small trend line lie. Drawing needs no exactness: here numbers may be binary.
import { isDecimal, type Limits } from "./decimal.ts";

export interface Trend {
  points: { x: number; y: number }[];
  /** From the upper limit down to the lower one; to the edge where a limit is open. */
  band: { top: number; height: number } | undefined;
}

/** How much room there is above and below what is shown, as a share of it. */
const ROOM = 0.15;

/** Readings oldest first, into a box of a size. Nothing where fewer than two are numbers. */
export function trendOf(readings: readonly string[], { low, high }: Limits, width: number, height: number): Trend | undefined {
  const values = readings.filter(isDecimal).map(Number);
  if (values.length < 2) return undefined;
  const bounds = [low, high].flatMap((limit) => (limit != null && isDecimal(limit) ? [Number(limit)] : []));
  const [least, most] = [Math.min(...values, ...bounds), Math.max(...values, ...bounds)];
  const span = most - least || Math.abs(most) || 1;
  const [from, to] = [least - span * ROOM, most + span * ROOM];
  const y = (value: number) => height - ((value - from) / (to - from)) * height;
  const step = width / (values.length - 1);
  const top = high != null && isDecimal(high) ? y(Number(high)) : 0;
  const bottom = low != null && isDecimal(low) ? y(Number(low)) : height;
  return {
    points: values.map((value, index) => ({ x: index * step, y: y(value) })),
    band: bounds.length ? { top, height: Math.max(0, bottom - top) } : undefined,
  };
}
