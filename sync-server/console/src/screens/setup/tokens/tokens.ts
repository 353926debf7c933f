// What a token may be used for, in the groups the server knows, and how one stands.
import type { Type } from "$api/api.ts";
import type { Tone } from "$kit/tone.ts";

export type Token = Type<"TokenRow">;
export type Access = "read" | "write";
/** What is chosen for each group; a group that is missing is not opened. */
export type Chosen = Record<string, Access>;

interface Group {
  value: string;
  said: string;
  /** Key of what reading shows, and of what writing lets do; missing where there is none. */
  read?: string;
  write?: string;
}

export const GROUPS: readonly Group[] = [
  { value: "work_orders", said: "setup-scope-orders", read: "setup-scope-orders-read", write: "setup-scope-orders-write" },
  { value: "requests", said: "setup-scope-requests", read: "setup-scope-requests-read", write: "setup-scope-requests-write" },
  { value: "visits", said: "setup-scope-visits", read: "setup-scope-visits-read", write: "setup-scope-visits-write" },
  { value: "devices", said: "setup-scope-devices", read: "setup-scope-devices-read", write: "setup-scope-devices-write" },
  { value: "stock", said: "setup-scope-stock", read: "setup-scope-stock-read", write: "setup-scope-stock-write" },
  { value: "records", said: "setup-scope-records", read: "setup-scope-records-read", write: "setup-scope-records-write" },
  { value: "attention", said: "setup-scope-attention", read: "setup-scope-attention-read", write: "setup-scope-attention-write" },
  { value: "reports", said: "setup-scope-reports", read: "setup-scope-reports-read" },
  { value: "users", said: "setup-scope-users", read: "setup-scope-users-read" },
  { value: "field_devices", said: "setup-scope-field-devices", read: "setup-scope-field-devices-read" },
  { value: "search", said: "setup-scope-search", read: "setup-scope-search-read" },
  { value: "audit", said: "setup-scope-audit", read: "setup-scope-audit-read" },
  { value: "events", said: "setup-scope-events", read: "setup-scope-events-read" },
  { value: "import", said: "setup-scope-import", write: "setup-scope-import-write" },
];

/** As the server takes them: `work_orders:read`. */
export function scopesOf(chosen: Chosen): string[] {
  return GROUPS.flatMap(({ value }) => (chosen[value] ? [`${value}:${chosen[value]}`] : []));
}

/** The groups of a token with the most that it may do in each; a group of a newer server stands by its own name. */
export function chosenOf(scopes: readonly string[]): Chosen {
  const chosen: Chosen = {};
  for (const scope of scopes) {
    const [group = "", access] = scope.split(":");
    if (access === "write" || !chosen[group]) chosen[group] = access === "write" ? "write" : "read";
  }
  return chosen;
}

export interface Standing {
  said: string;
  tone: Tone;
}

const SOON_MS = 30 * 86_400_000;

export function standingOf(token: Token, nowMs: number): Standing {
  if (token.revoked) return { said: "setup-token-revoked", tone: "quiet" };
  const endsMs = token.expires ? Date.parse(token.expires) : Number.POSITIVE_INFINITY;
  if (endsMs <= nowMs) return { said: "setup-token-expired", tone: "quiet" };
  if (!token.is_valid) return { said: "setup-token-dead", tone: "attention" };
  if (endsMs - nowMs < SOON_MS) return { said: "setup-token-ending", tone: "waiting" };
  return { said: "setup-token-valid", tone: "done" };
}

/** The end of a day as people mean it: the token works on that day. Nothing where none is said. */
export function endOf(day: string): string | undefined {
  const end = new Date(`${day}T23:59:59`);
  return day && !Number.isNaN(end.getTime()) ? end.toISOString() : undefined;
}
