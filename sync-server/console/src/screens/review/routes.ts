import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/review", load: () => import("./Queue.svelte") },
  { path: "/review/:visit", load: () => import("./Review.svelte") },
];
