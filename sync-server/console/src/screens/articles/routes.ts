import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/articles", load: () => import("./Articles.svelte") },
  { path: "/articles/new", load: () => import("./NewArticle.svelte") },
  { path: "/articles/:article", load: () => import("./Article.svelte") },
  { path: "/bulletins", load: () => import("./Bulletins.svelte") },
  { path: "/bulletins/new", load: () => import("./NewBulletin.svelte") },
  { path: "/bulletins/:bulletin", load: () => import("./Bulletin.svelte") },
];
