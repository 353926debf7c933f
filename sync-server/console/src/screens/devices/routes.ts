import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/devices", load: () => import("./Devices.svelte") },
  { path: "/devices/new", load: () => import("./NewDevice.svelte") },
  { path: "/devices/labels", load: () => import("./Labels.svelte") },
  { path: "/devices/models", load: () => import("./Models.svelte") },
  { path: "/devices/models/:model", load: () => import("./Model.svelte") },
  { path: "/devices/:device", load: () => import("./Device.svelte") },
  { path: "/devices/:device/merge", load: () => import("./Merge.svelte") },
];
