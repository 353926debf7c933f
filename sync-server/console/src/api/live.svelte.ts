// What the server says changed, as it says it: subjects without content. What is shown is read again.
import { session } from "./session.svelte.ts";

/** Several changes in a moment are read once. */
const GATHER_MS = 150;

type Heard = (subjects: ReadonlySet<string> | "all") => void;

const listeners = new Set<Heard>();
const state = $state<{ isLive: boolean; sinceMs: number }>({ isLive: false, sinceMs: 0 });
let source: EventSource | undefined;
let gathered: Set<string> | "all" = new Set();
let gathering: ReturnType<typeof setTimeout> | undefined;

function hear(subjects: readonly string[] | "all") {
  if (subjects === "all" || gathered === "all") gathered = "all";
  else for (const subject of subjects) gathered.add(subject);
  gathering ??= setTimeout(() => {
    const heard = gathered;
    gathering = undefined;
    gathered = new Set();
    for (const listener of listeners) listener(heard);
  }, GATHER_MS);
}

function stand(isLive: boolean) {
  if (state.isLive !== isLive) state.sinceMs = Date.now();
  state.isLive = isLive;
}

export const live = {
  get isLive(): boolean {
    return state.isLive;
  },
  /** Since when it stands as it does, in milliseconds since 1970. */
  get sinceMs(): number {
    return state.sinceMs;
  },
  /** Called with what changed; what comes back stops it. */
  on(heard: Heard): () => void {
    listeners.add(heard);
    return () => listeners.delete(heard);
  },
  /** Listens from now on. A line that was cut is opened again by the browser, and everything is read again. */
  begin() {
    this.end();
    source = new EventSource("/v1/events");
    source.addEventListener("open", () => {
      stand(true);
      hear("all");
    });
    source.addEventListener("changed", ({ data }) => hear(JSON.parse(data as string) as string[]));
    source.addEventListener("new", () => hear("all"));
    source.addEventListener("error", () => {
      stand(false);
      // The server ended it for good: the session may have. Asking says so.
      if (source?.readyState === EventSource.CLOSED && session.now) setTimeout(() => session.now && !session.hasEnded && live.begin(), 3000);
      hear("all");
    });
  },
  end() {
    source?.close();
    source = undefined;
    stand(false);
  },
};
