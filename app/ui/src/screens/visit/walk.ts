// Walking through the steps of a visit: each in place of the one before, so that back leaves the procedure.
import type { Id } from "../../door/door.ts";
import { go } from "../../lib/go.svelte.ts";

/** The visit whose own screen stands right below the step that is shown. */
let below: Id | undefined;

/** From the visit's screen into a step. */
export function toStep(visit: Id, step: Id): void {
  below = visit;
  go.to(`/visit/${visit}/step/${step}`);
}

/** From a step to another one. */
export function otherStep(visit: Id, step: Id): void {
  go.instead(`/visit/${visit}/step/${step}`);
}

/** From a step to the visit's screen. */
export function toVisit(visit: Id): void {
  const path = `/visit/${visit}`;
  if (below === visit) go.back(path);
  else go.instead(path);
  below = undefined;
}

/** The visit's screen stands, so nothing lies on it. */
export function atVisit(): void {
  below = undefined;
}
