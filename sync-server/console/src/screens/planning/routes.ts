import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [{ path: "/board", load: () => import("./Board.svelte") }];
