import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/people", load: () => import("./Users.svelte") },
  { path: "/people/users", load: () => import("./Users.svelte") },
  { path: "/people/users/:user", load: () => import("./User.svelte") },
  { path: "/people/teams", load: () => import("./Teams.svelte") },
  { path: "/people/teams/:team", load: () => import("./Teams.svelte") },
  { path: "/people/organisations", load: () => import("./Organisations.svelte") },
  { path: "/people/organisations/:organisation", load: () => import("./Organisations.svelte") },
  { path: "/people/field-devices", load: () => import("./FieldDevices.svelte") },
  { path: "/people/field-devices/:device", load: () => import("./FieldDevice.svelte") },
];
