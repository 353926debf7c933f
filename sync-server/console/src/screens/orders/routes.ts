import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/orders", load: () => import("./Orders.svelte") },
  { path: "/orders/new", load: () => import("./NewOrder.svelte") },
  { path: "/orders/:order", load: () => import("./Order.svelte") },
];
