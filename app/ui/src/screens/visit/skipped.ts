// Steps that need no answer and were passed over, so that the way through the procedure does not come back to them by itself.
import { call, type Id } from "../../door/door.ts";

export interface Skipped {
  steps: Id[];
}

export const skippedPlace = (visit: Id) => `visit/${visit}/skipped`;

export async function skippedOf(visit: Id): Promise<Id[]> {
  const held = await call("draft", { place: skippedPlace(visit) });
  return (held?.body as Skipped | undefined)?.steps ?? [];
}

export async function skip(visit: Id, step: Id): Promise<void> {
  const steps = new Set([...(await skippedOf(visit)), step]);
  await call("save_draft", { place: skippedPlace(visit), body: { steps: [...steps] } });
}
