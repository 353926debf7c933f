// Who listens to a hand scanner, where two screens stand beside each other.
import { isBeside } from "$kit/beside.ts";
import { go } from "../../lib/go.svelte.ts";
import { isPlace } from "../../lib/routes.ts";

/** Of a screen: in the list on the left only while nothing is open beside it, else always. Asked while the screen begins. */
export function onScreen(): () => boolean {
  const beside = isBeside();
  return () => !beside || isPlace(go.path);
}
