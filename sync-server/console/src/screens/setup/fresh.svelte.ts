// The secret that was drawn last: shown until somebody says that they have it, or another is drawn. Kept nowhere else.
const state = $state<{ now: { of: string; secret: string } | null }>({ now: null });

export const fresh = {
  /** `of`: the id of the token or webhook. */
  secretOf: (of: string): string | undefined => (state.now?.of === of ? state.now.secret : undefined),
  keep(of: string, secret: string) {
    state.now = { of, secret };
  },
  forget() {
    state.now = null;
  },
};
