import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [{ path: "/attention", load: () => import("./Attention.svelte") }];
