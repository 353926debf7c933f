// The person behind what was written.
import type { Id, Type } from "../door/door.ts";

/** Nobody where a machine or a customer wrote. */
export function userOf(by: Type<"Author"> | null | undefined): Id | undefined {
  return by && "user" in by ? by.user : undefined;
}
