// Questions with what was answered to each, the newest first.
import type { Id, Type } from "../../door/door.ts";
import { userOf } from "../../lib/author.ts";

export type Question = Type<"Listed_Question">;
export type Reply = Type<"Listed_Reply">;
/** `waiting`: nobody else has said anything since the one who asked did. */
export type Standing = "waiting" | "answered" | "settled";

export interface Thread {
  question: Question;
  replies: Reply[];
  standing: Standing;
}

type Asked = Pick<Type<"VisitView">, "questions" | "replies">;

export function threadsOf({ questions, replies }: Asked): Thread[] {
  const current = questions.filter((question) => question.is_current);
  return current
    .map((question): Thread => {
      const asked = earlier(questions, question);
      const own = replies.filter((reply) => reply.is_current && asked.has(reply.question));
      return { question, replies: own, standing: standingOf(question, own) };
    })
    .reverse();
}

function standingOf(question: Question, replies: readonly Reply[]): Standing {
  if (replies.some((reply) => reply.is_settled)) return "settled";
  const last = replies.at(-1);
  return last && userOf(last.by) !== userOf(question.by) ? "answered" : "waiting";
}

/** The question and those it took the place of: an answer may have been on its way to one of them. */
function earlier(questions: readonly Question[], question: Question): Set<Id> {
  const before = questions.filter((other) => other.id !== question.id && question.replaces.includes(other.id));
  return new Set([question.id, ...before.flatMap((other) => [...earlier(questions, other)])]);
}
