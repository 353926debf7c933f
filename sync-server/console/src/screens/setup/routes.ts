import type { Route } from "$lib/places.ts";

export const routes: readonly Route[] = [
  { path: "/setup", load: () => import("./Index.svelte") },
  { path: "/setup/maintenance-due", load: () => import("./due/Due.svelte") },
  { path: "/setup/tokens", load: () => import("./tokens/Tokens.svelte") },
  { path: "/setup/webhooks", load: () => import("./webhooks/Webhooks.svelte") },
  { path: "/setup/webhooks/:webhook", load: () => import("./webhooks/Webhook.svelte") },
  { path: "/setup/map", load: () => import("./map/Map.svelte") },
  { path: "/setup/backups", load: () => import("./backups/Backups.svelte") },
  { path: "/setup/paper", load: () => import("./paper/Paper.svelte") },
  { path: "/setup/import", load: () => import("./tables/Import.svelte") },
  { path: "/setup/export", load: () => import("./tables/Export.svelte") },
  { path: "/setup/:part", load: () => import("./Part.svelte") },
  { path: "/setup/:part/:record", load: () => import("./PartRecord.svelte") },
];
