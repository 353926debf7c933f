// What is drawn over a photo, and how it is undone. Points are pixels of the photo, so a mark stays where it was put.

export type Tool = "arrow" | "circle" | "line" | "free" | "text";

export interface Mark {
  tool: Tool;
  /** x, y, x, y, …; of a text where it begins. */
  points: number[];
  /** Name of a token. */
  colour: string;
  text?: string;
}

/** Every state the drawing had, and the one that is shown. */
export interface Drawing {
  states: readonly (readonly Mark[])[];
  at: number;
}

const STATES_MAX = 100;
export const NOTHING: Drawing = { states: [[]], at: 0 };

export function marksOf(drawing: Drawing): readonly Mark[] {
  return drawing.states[drawing.at] ?? [];
}

/** Whatever had been undone is gone once something new is drawn. */
export function drawn(drawing: Drawing, marks: readonly Mark[]): Drawing {
  const states = [...drawing.states.slice(0, drawing.at + 1), marks].slice(-STATES_MAX);
  return { states, at: states.length - 1 };
}

export function undone(drawing: Drawing): Drawing {
  return { ...drawing, at: Math.max(0, drawing.at - 1) };
}

export function redone(drawing: Drawing): Drawing {
  return { ...drawing, at: Math.min(drawing.states.length - 1, drawing.at + 1) };
}

/** A press without a stroke draws nothing. */
export function isDrawn({ tool, points }: Mark, leastPx: number): boolean {
  if (tool === "text") return true;
  const [x = 0, y = 0] = points;
  for (let at = 2; at < points.length; at += 2) {
    if (Math.hypot((points[at] ?? x) - x, (points[at + 1] ?? y) - y) >= leastPx) return true;
  }
  return false;
}
