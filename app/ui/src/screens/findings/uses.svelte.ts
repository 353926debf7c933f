// Which articles helped at a visit. An article is named by a finding, so that saying otherwise corrects that finding.
import { commands, type Commands } from "../../door/command.svelte.ts";
import type { Id, Type } from "../../door/door.ts";

type Finding = Type<"Listed_Finding">;
type Seen = Pick<Type<"VisitView">, "findings">;

export interface Use {
  finding: Finding;
  solved: boolean;
}

/** It says nothing but which articles were used. */
export function isOnlyArticles({ fault, cause, remedy }: Pick<Finding, "fault" | "cause" | "remedy">): boolean {
  return [fault, cause, remedy].every(({ code, text }) => code === null && !text?.trim());
}

export function useOf(seen: Seen | undefined, article: Id): Use | undefined {
  const named = (seen?.findings ?? []).filter((finding) => finding.is_current && finding.articles.some((used) => used.article === article));
  const finding = named.at(-1);
  return finding && { finding, solved: finding.articles.some((used) => used.article === article && used.solved) };
}

export interface Uses {
  readonly work: Commands;
  /** Says that it was used, or solved the fault; corrects what was said before. */
  say(article: Id, solved: boolean): Promise<boolean>;
  /** Takes it back; the reason is needed where the whole entry goes. */
  takeBack(article: Id, reason: string): Promise<boolean>;
}

export function uses(visit: () => Id, seen: () => Seen | undefined): Uses {
  const work = commands();
  const correct = async ({ fault, cause, remedy, component, id }: Finding, articles: Finding["articles"]) =>
    (await work.tell("record_finding", { visit: visit(), finding: { fault, cause, remedy, component, articles, replaces: [id] } })) !== undefined;
  return {
    work,
    async say(article, solved) {
      const use = useOf(seen(), article);
      if (use?.solved === solved) return true;
      if (!use) return (await work.tell("use_article", { visit: visit(), article, solved })) !== undefined;
      return correct(use.finding, use.finding.articles.map((used) => (used.article === article ? { article, solved } : used)));
    },
    async takeBack(article, reason) {
      const use = useOf(seen(), article);
      if (!use) return true;
      const rest = use.finding.articles.filter((used) => used.article !== article);
      if (rest.length > 0 || !isOnlyArticles(use.finding)) return correct(use.finding, rest);
      return (await work.tell("withdraw_entries", { visit: visit(), withdraws: [use.finding.id], reason })) !== undefined;
    },
  };
}
