// A record with everything that its form asks for: what an older one has not is as in a fresh one. What the form does not know stays.
import { type Body, isBody } from "./body.ts";

export function filled(fresh: Body, held: Body): Body {
  const body: Body = { ...structuredClone(fresh), ...structuredClone(held) };
  for (const [key, was] of Object.entries(fresh)) {
    const is = held[key];
    if (isBody(was) && isBody(is)) body[key] = filled(was, is);
  }
  return body;
}
