import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/stock", load: () => import("./Overview.svelte") },
  { path: "/stock/requests", load: () => import("./Requests.svelte") },
  { path: "/stock/requests/new", load: () => import("./NewRequest.svelte") },
  { path: "/stock/requests/:request", load: () => import("./PartRequest.svelte") },
  { path: "/stock/parts", load: () => import("./Parts.svelte") },
  { path: "/stock/parts/:part", load: () => import("./Part.svelte") },
  { path: "/stock/locations", load: () => import("./Locations.svelte") },
  { path: "/stock/locations/:location", load: () => import("./Location.svelte") },
  { path: "/stock/locations/:location/:act", load: () => import("./Act.svelte") },
  { path: "/stock/movements", load: () => import("./Movements.svelte") },
];
