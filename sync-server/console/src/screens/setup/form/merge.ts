// Two people wrote one record: what only one of them changed is taken from each; what both changed otherwise is for a person to choose.
import { type Body, isBody, isSame } from "./body.ts";

export interface Both {
  path: string;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  body: Body;
  /** Holds mine in `body`. */
  both: Both[];
}

/** `seen` is what both began with. Lists are whole: what was moved within them cannot be told apart from what was changed. */
export function merge(seen: Body, mine: Body, theirs: Body, before = ""): Merged {
  const body: Body = { ...theirs };
  const both: Both[] = [];
  for (const key of new Set([...Object.keys(seen), ...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, my, their] = [seen[key], mine[key], theirs[key]];
    if (isSame(my, was)) continue;
    if (isSame(their, was) || isSame(my, their)) {
      body[key] = my;
      continue;
    }
    const path = `${before}${key}`;
    if (isBody(my) && isBody(their)) {
      const within = merge(isBody(was) ? was : {}, my, their, `${path}.`);
      body[key] = within.body;
      both.push(...within.both);
    } else {
      body[key] = my;
      both.push({ path, mine: my, theirs: their });
    }
  }
  return { body, both };
}
