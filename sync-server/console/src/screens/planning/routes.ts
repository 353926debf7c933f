import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/board", load: () => import("./Board.svelte") },
  { path: "/map", load: () => import("./Map.svelte") },
  { path: "/planning", load: () => import("./Planning.svelte") },
];
