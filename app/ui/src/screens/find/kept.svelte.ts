// What was searched for and how far it was read: still there when a found thing was looked at.
import type { Type } from "../../door/door.ts";

export const kept = $state<{ term: string; word: Type<"Word"> | null }>({ term: "", word: null });

/** Pixels; nobody draws by it, so it is plain. */
export const scrolled = { px: 0 };
