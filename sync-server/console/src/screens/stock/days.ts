// Days as they are typed, as instants of the desk's own zone.

function at(day: string | undefined, later: number): string | undefined {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

export const dayStart = (day: string | undefined) => at(day, 0);
/** The first instant that is no longer of that day. */
export const dayAfter = (day: string | undefined) => at(day, 1);
