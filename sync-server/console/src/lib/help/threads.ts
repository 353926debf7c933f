// Questions from the field with what was answered to each, and whether somebody waits: the rule is the server's.
import type { Type } from "$api/api.ts";

export type Question = Type<"Listed_Question">;
export type Reply = Type<"Listed_Reply">;
export type Standing = "waiting" | "answered" | "settled";

export interface Thread {
  question: Question;
  replies: readonly Reply[];
  standing: Standing;
}

type Asked = Pick<Type<"VisitView">, "questions" | "replies">;

const userOf = (by: Type<"Author"> | null) => (by && "user" in by ? by.user : undefined);

/** Those that wait first, the newest first among each. */
export function threadsOf({ questions, replies }: Asked): readonly Thread[] {
  const threads = questions
    .filter((question) => question.is_current)
    .map((question): Thread => {
      const asked = asAsked(questions, question);
      const own = replies.filter((reply) => reply.is_current && asked.has(reply.question)).sort((a, b) => a.id.localeCompare(b.id));
      return { question, replies: own, standing: standingOf(question, own) };
    });
  return threads.sort((a, b) => Number(b.standing === "waiting") - Number(a.standing === "waiting") || b.question.id.localeCompare(a.question.id));
}

export function threadOf(visit: Asked, question: string): Thread | undefined {
  return threadsOf(visit).find((thread) => thread.question.id === question);
}

function standingOf(question: Question, replies: readonly Reply[]): Standing {
  if (replies.some((reply) => reply.is_settled)) return "settled";
  const last = replies.at(-1);
  const isOwn = last && (userOf(last.by) ?? "") === (userOf(question.by) ?? "");
  return last && !isOwn ? "answered" : "waiting";
}

/** The question and those it took the place of: an answer may have been on its way to one of them. */
function asAsked(questions: readonly Question[], question: Question): ReadonlySet<string> {
  const found = new Set([question.id]);
  const open = [...question.replaces];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(questions.find((other) => other.id === id)?.replaces ?? []));
  }
  return found;
}
