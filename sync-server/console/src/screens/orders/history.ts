// Every value that a field ever had. The audit of the server fills this; until it does, nothing is offered.
import type { Type } from "$api/api.ts";

export interface Change {
  value: unknown;
  by: Type<"Author"> | null;
  at_ms: number;
  received_ms: number | null;
}

export type Audit = (word: string, id: string, field: string) => Promise<Change[]>;

/** The one place to fill: `GET /v1/audit/{word}/{id}?field=`, newest first. */
export const audit: Audit | null = null as Audit | null;
