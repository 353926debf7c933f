// Components by position, those of a part below it: `cabinet/fan` stands below `cabinet`.
import type { Type } from "$api/api.ts";

export interface Node {
  place: Type<"ComponentPlace">;
  depth: number;
  /** The last word of its position, where the one above it is in the list too. */
  name: string;
}

export function treeOf(places: readonly Type<"ComponentPlace">[]): Node[] {
  const known = new Set(places.map(({ position }) => position));
  const parentOf = (position: string): string | undefined => {
    for (let at = position.lastIndexOf("/"); at > 0; at = position.lastIndexOf("/", at - 1)) {
      const above = position.slice(0, at).trim();
      if (known.has(above)) return above;
    }
    return undefined;
  };
  const below = (parent: string | undefined, depth: number): Node[] =>
    places
      .filter(({ position }) => parentOf(position) === parent)
      .flatMap((place) => {
        const name = parent === undefined ? place.position : place.position.slice(parent.length + 1).trim();
        return [{ place, depth, name }, ...below(place.position, depth + 1)];
      });
  return below(undefined, 0);
}
