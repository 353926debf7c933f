// Coded faults as an engineer goes down them: for a model, from what is wrong to why to what helps.
import { words } from "$kit/words/words.svelte.ts";
import { listAt, textAt, wordsAt } from "./form/body.ts";
import type { Item } from "./form/field.ts";

export interface Branch {
  /** Its place in the tree: a cause stands under each fault it is usual for. */
  id: string;
  kind: string;
  code: string;
  name: string;
  /** It names nothing it goes with, and so is offered everywhere. */
  isAnywhere: boolean;
  branches: Branch[];
}

export function modelsOf(items: readonly Item[]): string[] {
  const models = items.flatMap(({ body }) => listAt(body, "models")).filter((one): one is string => typeof one === "string");
  return [...new Set(models)].sort();
}

/** Of every model where none is named. What is retired is not offered. */
export function treeOf(items: readonly Item[], model: string): Branch[] {
  const offered = items
    .filter(({ body }) => body.is_retired !== true)
    .filter(({ body }) => model === "" || listAt(body, "models").length === 0 || listAt(body, "models").includes(model))
    .sort((a, b) => Number(a.body.sort ?? 0) - Number(b.body.sort ?? 0) || (textAt(a.body, "code") < textAt(b.body, "code") ? -1 : 1));
  const of = (kind: string, above: string) =>
    offered.filter(({ body }) => body.kind === kind && listAt(body, "goes_with").length > 0 && listAt(body, "goes_with").includes(above));
  const anywhere = (kind: string) => offered.filter(({ body }) => body.kind === kind && listAt(body, "goes_with").length === 0);
  const branch = ({ id, body }: Item, branches: Branch[]): Branch => ({
    id,
    kind: textAt(body, "kind"),
    code: textAt(body, "code"),
    name: words(wordsAt(body, "name")),
    isAnywhere: body.kind !== "fault" && listAt(body, "goes_with").length === 0,
    branches,
  });
  const remedies = (cause: Item) => of("remedy", textAt(cause.body, "code")).map((remedy) => branch(remedy, []));
  const causes = (fault: Item) => of("cause", textAt(fault.body, "code")).map((cause) => branch(cause, remedies(cause)));
  return [
    ...offered.filter(({ body }) => body.kind === "fault").map((fault) => branch(fault, causes(fault))),
    ...anywhere("cause").map((cause) => branch(cause, remedies(cause))),
    ...anywhere("remedy").map((remedy) => branch(remedy, [])),
  ];
}
