// Batches of blank codes that were drawn, and how their codes stand.
import { pages, type Pages } from "$api/read.svelte.ts";
import type { Type } from "$api/api.ts";

export type Batch = Type<"BatchRow">;
export type Batches = Pages<Batch>;

export const batchesOf = (): Batches => pages("/v1/device-codes/batches", () => ({ query: { limit: 50 } }), ["code_batch", "device"]);
