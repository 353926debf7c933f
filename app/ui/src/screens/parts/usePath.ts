// Where a part is booked, with what is known of it so far.
export function usePath(visit: string, known: { part?: string; van?: string; step?: string } = {}): string {
  const said = Object.entries(known).filter(([, value]) => value);
  const question = new URLSearchParams(said as [string, string][]).toString();
  return `/visit/${visit}/parts/use${question ? `?${question}` : ""}`;
}
