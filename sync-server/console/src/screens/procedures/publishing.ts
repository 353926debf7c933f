// The way of what stands in the editor to a published version: a draft at the server is begun, written and published. Each
// step may be tried again after a lost answer: it goes on where it stands, and nothing is published twice.
import { ask, Failed, failureOf, type Id, tell, type Type } from "$api/api.ts";
import { allRecords, bodyOf, type Held } from "$lib/records.ts";
import { isNothing, isSame } from "$lib/writing/same.ts";
import { differences, isNone } from "./differences.ts";
import type { Procedure } from "./procedure.ts";

type Item = Type<"Item">;
/** A draft as the server shows it; the description of the API says only that it is an object. */
export interface Draft {
  procedure: Id | null;
  number: string | null;
  name_zh: string | null;
  name_en: string | null;
  purpose_zh: string | null;
  purpose_en: string | null;
  kinds: string[];
  models: string[];
  skills: string[];
  target_minutes: number | null;
  tools: Id[];
  parts: Id[];
  attachments: Type<"Attachment">[];
  change_note: string | null;
  steps: Listed[];
}
type Listed = Pick<Type<"Listed_VisitStep">, "id" | "is_current" | "position" | "step">;

/** How far a publication has come; kept until it is published, so that the next try goes on with the same draft. */
export interface Way {
  draft: Id | null;
  /** What is sent under the same key is done once. */
  key: string;
  stands: "" | "begun" | "written";
}

export const NO_WAY: Way = { draft: null, key: "", stands: "" };

export interface Wanted {
  /** The version that was seen; nothing for a new procedure. */
  base: Id | null;
  body: Procedure;
  note: string;
  /** Kinds of orders and plans, as `word/id`, that name it from now on; all that name an earlier version where missing. */
  moves?: readonly string[];
}

export interface Published {
  id: Id;
  revision: number;
  /** Kinds of orders and plans that name it now. */
  moved: number;
}

/** What another has published since, where it was not this. */
export const BEHIND = "behind";

type Changes = Type<"DraftChanges">;
type Value = string | number | null | Procedure["attachments"];
type Fields = Record<string, Value>;
const POSITION_GAP = 10;

/** What is to be written so that a draft says what is wanted; nothing where it does. */
export function changesOf(draft: Partial<Draft>, { base, body, note }: Wanted): { fields: Fields; steps: object[]; withdraw: Id[] } | undefined {
  const lines = (values: readonly string[]) => values.join("\n");
  const wanted: [field: string, is: unknown, value: Value][] = [
    ["procedure", draft.procedure, base],
    ["number", draft.number, body.number],
    ["name_zh", draft.name_zh, body.name.zh ?? ""],
    ["name_en", draft.name_en, body.name.en ?? ""],
    ["purpose_zh", draft.purpose_zh, body.purpose.zh ?? ""],
    ["purpose_en", draft.purpose_en, body.purpose.en ?? ""],
    ["kinds", lines(draft.kinds ?? []), lines(body.kinds)],
    ["models", lines(draft.models ?? []), lines(body.models)],
    ["skills", lines(draft.skills ?? []), lines(body.skills)],
    ["target_minutes", draft.target_minutes, body.target_minutes],
    ["tools", lines(draft.tools ?? []), lines(body.tools)],
    ["parts", lines(draft.parts ?? []), lines(body.parts)],
    ["attachments", draft.attachments ?? [], body.attachments],
    ["change_note", draft.change_note, note.trim()],
  ];
  const fields: Fields = {};
  for (const [field, is, value] of wanted) if (!isSame(is, value)) fields[field] = isNothing(value) ? null : value;
  const current = (draft.steps ?? []).filter((listed) => listed.is_current);
  const steps = body.steps.flatMap((step, place) => {
    const position = place * POSITION_GAP;
    const held = current.filter((listed) => listed.step.id === step.id);
    const [only] = held;
    if (only && held.length === 1 && only.position === position && isSame(only.step, step)) return [];
    return [{ step, position, replaces: held.map(({ id }) => id) }];
  });
  const staying = new Set(body.steps.map(({ id }) => id));
  const withdraw = current.filter(({ step }) => !staying.has(step.id)).map(({ id }) => id);
  return Object.keys(fields).length + steps.length + withdraw.length ? { fields, steps, withdraw } : undefined;
}

/** The newest version of each procedure, oldest versions left out. */
export function newestOf<T extends { body: Pick<Procedure, "number" | "revision"> }>(versions: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const version of versions) {
    const held = newest.get(version.body.number);
    if (!held || version.body.revision > held.body.revision) newest.set(version.body.number, version);
  }
  return [...newest.values()];
}

/** @throws {Failed} with code `behind` where somebody else has published since. */
export async function publishDraft(way: Way, wanted: Wanted, keep: (way: Way) => void): Promise<Published> {
  let now: Way = way.key ? way : { ...NO_WAY, key: crypto.randomUUID() };
  const go = (next: Partial<Way>) => keep((now = { ...now, ...next }));
  go({});
  const versions = await allRecords("procedure");
  const { body } = wanted;
  const done = now.draft && versions.find(({ body }) => body.draft === now.draft);
  if (done && isNone(differences(bodyOf(done.body, body), body))) return { id: done.id, revision: done.body.revision, moved: 0 };
  // It was published, and more has been written since: that is another publication.
  if (done) go({ ...NO_WAY, key: crypto.randomUUID() });
  refuseBehind(versions, wanted);
  let draft: Item;
  if (now.draft) draft = await ask("/v1/procedure-drafts/{id}", { path: { id: now.draft } });
  else {
    const begins = (wanted.base ? { procedure: wanted.base } : {}) as Type<"NewDraft">;
    draft = await tell("post", "/v1/procedure-drafts", { body: begins, key: `${now.key}-begin-${wanted.base ?? ""}` });
    go({ draft: draft.id, stands: "begun" });
    // An answer that was kept from the first try is as old as that.
    draft = await ask("/v1/procedure-drafts/{id}", { path: { id: draft.id } });
  }
  const changes = changesOf(draft.body as Partial<Draft>, wanted);
  if (changes) draft = await tell("patch", "/v1/procedure-drafts/{id}", { path: { id: draft.id }, body: changes as unknown as Changes, etag: draft.etag });
  go({ stands: "written" });
  return published(draft, now.key, wanted.moves);
}

async function published(draft: Item, key: string, moves?: readonly string[]): Promise<Published> {
  // Of another state of the draft it is another publication.
  const one = { path: { id: draft.id }, body: (moves ? { moves } : {}) as never, etag: draft.etag, key: `${key}-${draft.etag.replaceAll('"', "")}` };
  try {
    const { id, revision, moved } = (await tell("post", "/v1/procedure-drafts/{id}/publish", one)) as { id: Id; revision: number; moved: Id[] };
    return { id, revision, moved: moved.length };
  } catch (error) {
    // Somebody was faster than between the look at the versions and this.
    const failure = failureOf(error);
    throw failure.code === "stale" && failure.path === "procedure" ? new Failed({ ...failure, code: BEHIND }) : error;
  }
}

function refuseBehind(versions: readonly Held<"procedure">[], { base, body }: Wanted) {
  if (!base) return;
  const newest = newestOf(versions.filter((version) => version.body.number === body.number))[0];
  if (newest && newest.id !== base) {
    throw new Failed({ code: BEHIND, status: 412, path: "", en: "", zh: "", detail: "", detailZh: "" });
  }
}

/** An earlier version once more, as the next one: phones may have what was published since. @throws {Failed} */
export async function publishAgain(base: Id, since: Id, note: string): Promise<Published> {
  const key = crypto.randomUUID();
  const begun = await tell("post", "/v1/procedure-drafts", { body: { procedure: base } as Type<"NewDraft"> });
  // It says what the earlier one said, and knows of the one that it takes the place of.
  const fields = { procedure: since, change_note: note };
  const draft = await tell("patch", "/v1/procedure-drafts/{id}", { path: { id: begun.id }, body: { fields } as unknown as Changes, etag: begun.etag });
  return published(draft, key);
}
