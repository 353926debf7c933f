import { expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { threadsOf, type Question, type Reply } from "./threads.ts";

const by = (user: string): Type<"Author"> => ({ by: "console", user });

function question(id: string, more: Partial<Question> = {}): Question {
  return { id, by: by("LIN"), at_ms: 1, is_current: true, received_ms: null, decided: null, text: id, photos: [], step: null, user: null, level: 2, replaces: [], ...more };
}

function reply(id: string, question: string, user: string, more: Partial<Reply> = {}): Reply {
  return { id, by: by(user), at_ms: 2, is_current: true, received_ms: null, decided: null, question, text: id, photos: [], files: [], article: null, is_settled: false, replaces: [], ...more };
}

test("a question waits until somebody else answers, and is settled when that is said", () => {
  const standing = (replies: Reply[]) => threadsOf({ questions: [question("Q")], replies })[0]?.standing;
  expect(standing([])).toBe("waiting");
  expect(standing([reply("R1", "Q", "LIN")])).toBe("waiting");
  expect(standing([reply("R1", "Q", "HE")])).toBe("answered");
  expect(standing([reply("R1", "Q", "HE"), reply("R2", "Q", "LIN")])).toBe("waiting");
  expect(standing([reply("R1", "Q", "HE"), reply("R2", "Q", "LIN", { is_settled: true })])).toBe("settled");
  expect(standing([reply("R1", "Q", "HE", { is_current: false })])).toBe("waiting");
});

test("an answer to a question that was corrected meanwhile belongs to the correction", () => {
  const questions = [question("Q1", { is_current: false }), question("Q2", { replaces: ["Q1"] }), question("Q3")];
  const threads = threadsOf({ questions, replies: [reply("R", "Q1", "HE")] });
  expect(threads.map((thread) => [thread.question.id, thread.replies.map((reply) => reply.id)])).toEqual([["Q3", []], ["Q2", ["R"]]]);
});
