// The time of the moment, for what runs out: it moves every half minute.
const STEP_MS = 30_000;
const state = $state({ ms: Date.now() });
setInterval(() => (state.ms = Date.now()), STEP_MS);

export function now(): number {
  return state.ms;
}
