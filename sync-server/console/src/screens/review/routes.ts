import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/review", load: () => import("./Queue.svelte") },
  { path: "/review/sample", load: () => import("./Sample.svelte") },
  { path: "/review/checklists", load: () => import("./Checklists.svelte") },
  { path: "/review/checklists/:checklist", load: () => import("./Checklist.svelte") },
  { path: "/review/:visit", load: () => import("./Review.svelte") },
];
