// A record while somebody writes it: kept by the browser until it is published, with the version it was begun from and a way back.
import type { Id } from "$api/api.ts";
import { draft } from "../draft.svelte.ts";
import { beginning, changed, redone, undone } from "./past.ts";
import { isSame } from "./same.ts";

interface Kept<T> {
  id: Id;
  /** Of the version it was begun from; empty for a new record. */
  etag: string;
  base: T;
  now: T;
}

interface Opened<T> {
  id: Id;
  etag: string;
  body: T;
}

export interface Writing<T> {
  readonly id: Id;
  readonly etag: string;
  readonly base: T;
  readonly now: T;
  readonly isNew: boolean;
  readonly isChanged: boolean;
  /** It was left unpublished before and has come back. */
  readonly wasLeft: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** With a `place`, what is typed there within a moment is undone at once. */
  change(next: T, place?: string): void;
  undo(): void;
  redo(): void;
  /** Goes on from another version, which may be another record. */
  moveTo(version: Opened<T>, now: T): void;
  /** Nothing is kept any more. */
  drop(): void;
  /** The browser's copy is given up, because it is kept elsewhere; what stands here stays. */
  forget(): void;
}

/** `place` names it among all drafts. Asked while a component begins. */
export function writing<T extends object>(place: string, opened: Opened<T>, begun: T = opened.body): Writing<T> {
  const kept = draft<Kept<T>>(place, { id: opened.id, etag: opened.etag, base: opened.body, now: opened.body });
  const start = $state.snapshot(kept.value) as Kept<T>;
  let from = $state.raw({ id: start.id, etag: start.etag, base: start.base });
  let past = $state.raw(beginning(kept.wasLeft ? start.now : begun));
  const wasLeft = kept.wasLeft;
  const keep = () => {
    kept.value = { ...from, now: past.now };
  };
  if (!kept.wasLeft && begun !== opened.body) keep();
  const isChanged = $derived(!isSame(past.now, from.base));

  return {
    get id() {
      return from.id;
    },
    get etag() {
      return from.etag;
    },
    get base() {
      return from.base;
    },
    get now() {
      return past.now;
    },
    get isNew() {
      return from.etag === "";
    },
    get isChanged() {
      return isChanged;
    },
    get wasLeft() {
      return wasLeft;
    },
    get canUndo() {
      return past.before.length > 0;
    },
    get canRedo() {
      return past.after.length > 0;
    },
    change(next, where = "") {
      past = changed(past, next, where, Date.now());
      keep();
    },
    undo() {
      past = undone(past);
      keep();
    },
    redo() {
      past = redone(past);
      keep();
    },
    moveTo({ id, etag, body }, now) {
      from = { id, etag, base: body };
      past = changed(past, now, "", Date.now());
      keep();
    },
    forget() {
      kept.drop();
    },
    drop() {
      from = { id: opened.id, etag: opened.etag, base: opened.body };
      past = beginning(opened.body);
      kept.drop();
    },
  };
}

/** Whether something was left unpublished at a place. */
export function isLeftAt(place: string): boolean {
  try {
    return localStorage.getItem(`onsite/draft/${place}`) !== null;
  } catch {
    return false;
  }
}
