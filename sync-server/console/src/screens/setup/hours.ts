// Working hours as people type them, `9-12, 13:30-18`, and as calendars hold them: minutes of the day.

export interface Hours {
  from_minute: number;
  to_minute: number;
}

const DAY_MINUTES = 1440;

function minuteOf(text: string): number | undefined {
  const found = /^(\d{1,2})(?:[:：.]?(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  const all = hours * 60 + minutes;
  return minutes < 60 && all <= DAY_MINUTES ? all : undefined;
}

/** Nothing where it cannot be read, goes backwards or overlaps; an empty list where nothing is typed. */
export function readHours(typed: string): Hours[] | undefined {
  const spans: Hours[] = [];
  for (const part of typed.normalize("NFKC").split(/[,，;；、]/)) {
    const text = part.trim();
    if (text === "") continue;
    const ends = text.split(/\s*[-–—~至到]\s*/);
    if (ends.length !== 2) return undefined;
    const [from, to] = ends.map((end) => minuteOf(end.trim()));
    const earliest = spans.at(-1)?.to_minute ?? 0;
    if (from === undefined || to === undefined || from < earliest || to <= from) return undefined;
    spans.push({ from_minute: from, to_minute: to });
  }
  return spans;
}

const two = (number: number) => String(number).padStart(2, "0");
export const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

export function writeHours(hours: readonly Hours[]): string {
  return hours.map(({ from_minute, to_minute }) => `${clock(from_minute)}–${clock(to_minute)}`).join(", ");
}

export const minutesOf = (hours: readonly Hours[]) => hours.reduce((sum, { from_minute, to_minute }) => sum + to_minute - from_minute, 0);
