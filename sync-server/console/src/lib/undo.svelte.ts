// What was done last and can be undone: said at the bottom of the page, with Ctrl-Z beside it.
const SHOWN_MS = 12_000;

interface Undoable {
  said: string;
  undo: () => Promise<unknown>;
}

const state = $state<{ now: Undoable | null }>({ now: null });
let timer: ReturnType<typeof setTimeout> | undefined;

export const undoing = {
  get now(): Undoable | null {
    return state.now;
  },
  /** Says what was done, and offers to undo it for a while. */
  offer(said: string, undo: () => Promise<unknown>) {
    clearTimeout(timer);
    state.now = { said, undo };
    timer = setTimeout(() => (state.now = null), SHOWN_MS);
  },
  forget() {
    clearTimeout(timer);
    state.now = null;
  },
};
