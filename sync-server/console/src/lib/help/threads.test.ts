import { expect, test } from "vitest";
import { threadsOf, type Question, type Reply } from "./threads.ts";

const by = (user: string) => ({ by: "console" as const, user });
const question = (id: string, more: Partial<Question> = {}): Question => ({ id, by: by("LIN"), at_ms: 1, received_ms: null, is_current: true, decided: null, text: id, photos: [], step: null, user: null, level: 2, replaces: [], ...more });
const reply = (id: string, question: string, user: string, more: Partial<Reply> = {}): Reply => ({
  id, by: by(user), at_ms: 2, received_ms: null, is_current: true, decided: null, question, text: id, photos: [], files: [], article: null, is_settled: false, replaces: [], ...more,
});

test("a question waits until somebody else has the last word, or it is settled", () => {
  const standing = (...replies: Reply[]) => threadsOf({ questions: [question("Q")], replies })[0]?.standing;
  expect(standing()).toBe("waiting");
  expect(standing(reply("R1", "Q", "LIN"))).toBe("waiting");
  expect(standing(reply("R1", "Q", "HE"))).toBe("answered");
  expect(standing(reply("R2", "Q", "LIN"), reply("R1", "Q", "HE"))).toBe("waiting");
  expect(standing(reply("R1", "Q", "HE"), reply("R2", "Q", "LIN", { is_settled: true }))).toBe("settled");
});

test("an answer to what was corrected meanwhile belongs to the correction, and what waits stands first", () => {
  const questions = [question("Q1", { is_current: false }), question("Q2", { replaces: ["Q1"] }), question("Q3"), question("Q4")];
  const threads = threadsOf({ questions, replies: [reply("R", "Q1", "HE"), reply("S", "Q4", "HE")] });
  expect(threads.map((thread) => [thread.question.id, thread.replies.length])).toEqual([["Q3", 0], ["Q4", 1], ["Q2", 1]]);
});
