// Whether a component stands in the list beside the screen that counts, as on a tablet.
import { getContext, setContext } from "svelte";

const BESIDE = "beside";

/** Everything within the component that calls it while it begins stands beside. */
export function standBeside(): void {
  setContext(BESIDE, true);
}

/** Asked while a component begins. */
export function isBeside(): boolean {
  return getContext(BESIDE) === true;
}
