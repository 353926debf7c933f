// A source of tiles as a form has it, and what is told of its failures.
import { t } from "$kit/words/words.svelte.ts";
import type { Failure, Type } from "$api/api.ts";

export interface Form {
  kind: Type<"MapSourceKind">;
  /** Empty: the one that is there. The server tells nobody what it is. */
  url: string;
  attribution: string;
  datum: Type<"MapDatum">;
  zoom: string;
}

export const NOTHING: { typed: Form | null } = { typed: null };
export const URL_MARKS = ["{z}", "{x}", "{y}"] as const;
const USUAL_ZOOM = 18;

export function startOf({ kind, attribution, datum, zoom_max }: Type<"MapSourceBody">): Form {
  return { kind, url: "", attribution, datum, zoom: String(zoom_max || USUAL_ZOOM) };
}

export function changeOf({ kind, url, attribution, datum, zoom }: Form): Type<"NewMapSource"> {
  const zoom_max = Number.parseInt(zoom, 10);
  return { kind, url: url.trim() || null, attribution: attribution.trim(), datum, zoom_max: Number.isInteger(zoom_max) && zoom_max >= 0 && zoom_max < 256 ? zoom_max : 0 };
}

const FAILURES: Readonly<Record<string, string>> = {
  timeout: "setup-map-failed-timeout",
  no_connection: "setup-map-failed-no-connection",
  not_public: "setup-map-failed-not-public",
  refused: "setup-map-failed-refused",
  answered: "setup-map-failed-answered",
  too_large: "setup-map-failed-no-picture",
  no_picture: "setup-map-failed-no-picture",
  not_there: "setup-map-failed-not-there",
  no_file: "setup-map-failed-no-file",
};

export const failureSaid = (code: string | null): string => t(FAILURES[code ?? ""] ?? "setup-map-failed-other");

/** It stands beside its field. */
export const isKnown = (failure: Failure | undefined): boolean => ["url", "attribution", "zoom_max"].includes(failure?.path ?? "");
