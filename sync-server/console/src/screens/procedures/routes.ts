import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/procedures", load: () => import("./Procedures.svelte") },
  { path: "/procedures/new", load: () => import("./NewProcedure.svelte") },
  { path: "/procedures/:procedure", load: () => import("./Procedure.svelte") },
];
