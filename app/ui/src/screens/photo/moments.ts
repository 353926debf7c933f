// When a photo was taken, in the course of the work.
import type { Type } from "../../door/door.ts";
import { hasEnded } from "../../lib/phases.ts";
import { t } from "$kit/words/words.svelte.ts";

export type Photo = Type<"Listed_Photo">;
export type Moment = "before" | "during" | "after";
export const MOMENTS: readonly Moment[] = ["before", "during", "after"];

const WORDS: Record<Moment, string> = { before: "photo-before", during: "photo-during", after: "photo-after" };

export function momentWords(moment: string | null | undefined): string {
  return moment && moment in WORDS ? t(WORDS[moment as Moment]) : t("photo-no-moment");
}

/** What a photo that is taken now most likely is. */
export function momentAt(status: Type<"VisitStatus">): Moment {
  if (hasEnded(status)) return "after";
  return status === "working" || status === "paused" ? "during" : "before";
}

/** Photos that stand, in the order they were taken; those drawn on follow what they were drawn on. */
export function inOrder(photos: readonly Photo[]): Photo[] {
  const at = (photo: Photo) => photo.taken_ms ?? photo.at_ms;
  const current = photos.filter((photo) => photo.is_current).sort((a, b) => at(a) - at(b));
  const known = new Set(current.map((photo) => photo.hash));
  const isDrawn = (photo: Photo) => photo.original !== null && photo.original !== photo.hash && known.has(photo.original);
  const followers = (hash: string, passed: readonly string[] = []): Photo[] =>
    passed.includes(hash) ? [] : current.filter((photo) => isDrawn(photo) && photo.original === hash).flatMap((photo) => [photo, ...followers(photo.hash, [...passed, hash])]);
  return current.filter((photo) => !isDrawn(photo)).flatMap((photo) => [photo, ...followers(photo.hash)]);
}
