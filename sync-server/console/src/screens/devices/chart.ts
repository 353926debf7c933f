// Readings as a line: where each point stands, where the limits are, and figures for the axis.

export interface Point {
  at: number;
  value: number;
  isOutside: boolean;
}

export interface Drawn {
  points: { x: number; y: number; isOutside: boolean }[];
  /** For `<path d>`. */
  line: string;
  low: number | null;
  high: number | null;
  /** Values at round figures, with where they stand. */
  ticks: { value: number; y: number }[];
}

export interface Box {
  width: number;
  height: number;
  /** Left for figures. */
  left: number;
  edge: number;
}

/** Limits are in sight even where no reading came near them. */
export function drawn(points: readonly Point[], low: number | null, high: number | null, { width, height, left, edge }: Box): Drawn {
  const values = [...points.map(({ value }) => value), ...[low, high].filter((limit) => limit !== null)];
  const [least, most] = spread(Math.min(...values), Math.max(...values));
  const times = points.map(({ at }) => at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = (at: number) => (last === first ? (left + width - edge) / 2 : left + edge + ((at - first) / (last - first)) * (width - left - 2 * edge));
  const y = (value: number) => height - edge - ((value - least) / (most - least)) * (height - 2 * edge);
  const placed = points.map((point) => ({ x: round(x(point.at)), y: round(y(point.value)), isOutside: point.isOutside }));
  return {
    points: placed,
    line: placed.map((point, place) => `${place === 0 ? "M" : "L"}${point.x} ${point.y}`).join(" "),
    low: low === null ? null : round(y(low)),
    high: high === null ? null : round(y(high)),
    ticks: ticks(least, most).map((value) => ({ value, y: round(y(value)) })),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Room above and below; a level line has some too. */
function spread(least: number, most: number): [number, number] {
  const room = most === least ? Math.abs(most) * 0.1 || 1 : (most - least) * 0.08;
  return [least - room, most + room];
}

const STEPS = [1, 2, 2.5, 5, 10];
const TICKS = 3;

function ticks(least: number, most: number): number[] {
  const raw = (most - least) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (STEPS.find((one) => one * power >= raw) ?? 10) * power;
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  // Multiplied each time, not added up, so that 0.1 + 0.2 stays 0.3.
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Decimal text as a number; nothing where it is none. */
export function number(text: string | null): number | null {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
