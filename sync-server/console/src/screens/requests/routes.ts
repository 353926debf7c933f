import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/requests", load: () => import("./Requests.svelte") },
  { path: "/requests/new", load: () => import("./NewRequest.svelte") },
  { path: "/requests/:request", load: () => import("./Request.svelte") },
];
