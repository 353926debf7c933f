import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { isThere } from "$kit/testing/person.ts";
import { answer, begin, told } from "../../testing/server.ts";
import Conflicts from "./Conflicts.svelte";

const written = (value: string, operation: string) => ({ value, operation, at_ms: 1_780_000_000_000, by: { by: "console", user: "01HF000000000000000000000C" } });
const items = [{ id: "01HF0000000000000000000C0N", kind: "field_conflict", subject: "work_order/x", key: "description", operations: [], since: null, detail: { shown: written("mine", "op-1"), others: [written("theirs", "op-2")] }, state: {} }];

test("both values stand there, and one press keeps one of them", async () => {
  answer("GET", /^\/v1\/attention\?/, () => ({ items }));
  answer("POST", /^\/v1\/attention\/01HF0000000000000000000C0N\/decide$/, () => items[0]);
  render(Conflicts, { id: "x", zone: null });
  await waitFor(() => expect(isThere("Two values for Description")).toBe(true));
  expect(isThere("mine") && isThere("theirs")).toBe(true);
  await userEvent.click(screen.getAllByRole("button", { name: "Keep this" })[1] as HTMLElement);
  await waitFor(() => expect(told("POST").map(({ body }) => body)).toEqual([{ choice: { operation: "op-2" }, reason: null }]));
});

test("whoever has no attention is not asked about it", async () => {
  begin("intake_agent");
  render(Conflicts, { id: "x", zone: null });
  await new Promise((done) => setTimeout(done, 20));
  expect(screen.queryByRole("button")).toBeNull();
});
