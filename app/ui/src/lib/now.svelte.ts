// The moment, for what runs on a screen: once a minute is enough for figures of minutes.
const state = $state({ ms: Date.now() });
setInterval(() => (state.ms = Date.now()), 20_000);

export function now(): number {
  return state.ms;
}
