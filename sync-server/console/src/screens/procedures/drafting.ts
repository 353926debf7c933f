// A draft at the server as the editor has it: what it says as a procedure, and what two desks wrote into it.
import type { Type } from "$api/api.ts";
import { type Merged, merged } from "$lib/merge.ts";
import type { Procedure } from "./procedure.ts";
import type { Draft } from "./publishing.ts";

export interface DraftItem {
  id: string;
  etag: string;
  body: Partial<Draft> & { changed_ms?: number | null; changed_by?: Type<"Author"> | null; dropped_ms?: number | null };
}

/** What a draft says. Of a step that was written twice the last counts, and saving makes one of them. */
export function procedureOf({ body }: Pick<DraftItem, "body">, base: Procedure): Procedure {
  const steps = new Map<string, Procedure["steps"][number]>();
  for (const listed of body.steps ?? []) if (listed.is_current) steps.set(listed.step.id, listed.step);
  return {
    ...base,
    number: body.number ?? "",
    name: { zh: body.name_zh ?? "", en: body.name_en ?? "" },
    purpose: { zh: body.purpose_zh ?? "", en: body.purpose_en ?? "" },
    kinds: (body.kinds ?? []) as Procedure["kinds"],
    models: body.models ?? [],
    skills: body.skills ?? [],
    target_minutes: body.target_minutes ?? null,
    tools: body.tools ?? [],
    parts: body.parts ?? [],
    attachments: body.attachments ?? [],
    steps: [...steps.values()],
  };
}

/** What is written at this desk and what came from another, both from the same beginning. */
export function met(synced: Procedure, theirs: Procedure, mine: Procedure): Merged<Procedure> {
  return merged(synced, theirs, mine, { items: "steps" });
}

/** The draft of a procedure that somebody goes on with: the one that was written last of those that revise one of its versions. */
export function draftOf<T extends DraftItem>(drafts: readonly T[], versions: readonly string[]): T | undefined {
  const own = drafts.filter(({ body }) => body.procedure && versions.includes(body.procedure));
  return own.sort((a, b) => (b.body.changed_ms ?? 0) - (a.body.changed_ms ?? 0))[0];
}
