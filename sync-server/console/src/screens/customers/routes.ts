import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/customers", load: () => import("./Customers.svelte") },
  { path: "/customers/:customer", load: () => import("./Customer.svelte") },
  { path: "/sites/:site", load: () => import("./Site.svelte") },
];
