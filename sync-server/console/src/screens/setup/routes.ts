import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/setup", load: () => import("./Index.svelte") },
  { path: "/setup/:part", load: () => import("./Part.svelte") },
  { path: "/setup/:part/:record", load: () => import("./PartRecord.svelte") },
];
