// The company's zone, in which the timeline's days begin and end. Whoever may not read the settings plans in the zone of this machine.
import { zone as own } from "$kit/words/format.ts";
import { zoneOr } from "$kit/words/zoned.ts";
import { read } from "$api/read.svelte.ts";
import { session } from "$api/session.svelte.ts";

interface Settings {
  zone?: unknown;
}

/** Asked while a component begins. */
export function company(): { readonly zone: string; readonly isKnown: boolean } {
  const settings = read("/v1/records/{word}", () => (session.reads("settings") ? { path: { word: "settings" }, query: { limit: 1 } } : null), ["settings"]);
  const body = $derived(settings.data?.items[0]?.body as Settings | undefined);
  return {
    get zone() {
      return zoneOr(typeof body?.zone === "string" ? body.zone : null, own);
    },
    get isKnown() {
      return !session.reads("settings") || settings.data !== undefined || settings.failure !== undefined;
    },
  };
}
