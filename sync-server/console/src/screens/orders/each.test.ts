import { expect, test } from "vitest";
import { Failed, NO_ANSWER } from "$api/api.ts";
import { each } from "./each.ts";

const orders = ["a", "b", "c"].map((id) => ({ id, number: id.toUpperCase() }));

test("one that is refused does not keep the others back", async () => {
  const { done, failed } = await each(orders, async ({ id }) => {
    if (id === "b") throw new Failed({ ...NO_ANSWER, code: "illegal_transition", status: 409 });
  });
  expect(done.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(failed.map(({ of, failure }) => [of.number, failure.code])).toEqual([["B", "illegal_transition"]]);
});

test("where nobody answers it stops", async () => {
  const tried: string[] = [];
  await each(orders, async ({ id }) => {
    tried.push(id);
    throw new Failed(NO_ANSWER);
  });
  expect(tried).toEqual(["a"]);
});
