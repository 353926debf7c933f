import { button, isThere, keys, press, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { go } from "$lib/go.svelte.ts";
import { answer, begin, Refused, told } from "../../testing/server.ts";
import Attention from "./Attention.svelte";

const VISIT = "01HF0000000000000000000001";
const ORDER = "01HF0000000000000000000002";
const LIN = "01HF0000000000000000ATTEJJ";
const ZHENG = "01HF0000000000000000ATTEKK";
const CONFLICT = "01HF00000000000000000000C1";
const OUTSIDE = "01HF00000000000000000000C2";

const conflict = {
  id: CONFLICT,
  kind: "field_conflict",
  subject: `visit/${VISIT}`,
  key: "route_position",
  operations: ["1@a", "2@b"],
  since: "2026-11-30T08:00:00Z",
  detail: {
    shown: { value: 1, by: { by: "console", user: ZHENG }, at_ms: 1_000, operation: "2@b" },
    others: [{ value: 3, by: { by: "field_device", user: LIN, field_device: "phone" }, at_ms: 900, operation: "1@a" }],
  },
  state: { state: "open" },
  history: [],
  intent: null,
};
const outside = {
  ...conflict,
  id: OUTSIDE,
  kind: "out_of_limits",
  key: "step",
  detail: { step: "step", title: { en: "Magnet pressure" }, reading: "7.6", measurement: { low: "1.5", high: "7.0", unit: "kPa" }, note: null },
};

let open: object[] = [];
beforeEach(() => {
  go.instead("/attention");
  open = [conflict, outside];
  answer("GET", /^\/v1\/attention\?/, ({ path }) => ({ items: path.includes("open=true") ? open : [] }));
  answer("GET", /^\/v1\/attention\/[0-9A-Z]+$/, ({ path }) => {
    const found = [conflict, outside].find(({ id }) => path.endsWith(id));
    if (!found) throw new Refused(404, "not_found");
    return found;
  });
  answer("GET", /^\/v1\/visits\//, () => ({ id: VISIT, etag: "1", body: { work_order: ORDER, steps: [], questions: [], replies: [], zone: null, status: "finished" } }));
  answer("GET", /^\/v1\/work-orders\//, () => ({ id: ORDER, etag: "1", body: { number: "WO-1", title: "Chiller", status: "done" } }));
  answer("GET", /^\/v1\/names\?/, ({ path }) => {
    const all = [{ subject: `user/${LIN}`, name: { en: "Lin Example" }, number: "" }, { subject: `user/${ZHENG}`, name: { en: "Zheng Example" }, number: "" }];
    return { items: all.filter(({ subject }) => decodeURIComponent(path).includes(subject)) };
  });
});

test("both values stand there with who wrote them, and one key chooses", async () => {
  answer("POST", /\/decide$/, () => conflict);
  render(Attention);
  await waitFor(() => expect(isThere("was set differently")).toBe(true));
  await waitFor(() => expect(isThere("Lin Example") && isThere("Zheng Example")).toBe(true));
  expect(isThere("shown now")).toBe(true);
  open = [outside];
  await keys("2");
  await waitFor(() => expect(told("POST")).toHaveLength(1));
  expect(told("POST")[0]?.path).toBe(`/v1/attention/${CONFLICT}/decide`);
  expect(told("POST")[0]?.body).toEqual({ choice: { operation: "1@a" }, reason: null });
  await waitFor(() => expect(go.path).toBe(`/attention?item=${OUTSIDE}`));
});

test("j and k go through the items, and the address says where one is", async () => {
  render(Attention);
  await waitFor(() => expect(isThere("was set differently")).toBe(true));
  await keys("j");
  await waitFor(() => expect(isThere("was measured outside its limits")).toBe(true));
  expect(go.path).toBe(`/attention?item=${OUTSIDE}`);
  await keys("k");
  expect(go.path).toBe(`/attention?item=${CONFLICT}`);
});

test("putting something aside wants a reason, and what was typed survives a server that refuses", async () => {
  answer("POST", /\/dismiss$/, () => {
    throw new Refused(422, "illegal_transition", "item", "it was decided already");
  });
  render(Attention);
  await waitFor(() => expect(isThere("was set differently")).toBe(true));
  await press("Put aside");
  await waitFor(() => expect(isThere("It leaves the inbox")).toBe(true));
  const [, send] = screen.getAllByRole("button", { name: "Put aside", hidden: true });
  send?.click();
  await waitFor(() => expect(isThere("Write why, in a few words.")).toBe(true));
  expect(told("POST")).toEqual([]);
  await type("Why", "Nothing to see");
  send?.click();
  await waitFor(() => expect(isThere("it was decided already")).toBe(true));
  expect(told("POST")[0]?.body).toEqual({ reason: "Nothing to see" });
  expect(screen.getByLabelText<HTMLTextAreaElement>("Why").value).toBe("Nothing to see");
});

test("nothing to decide is said, with what will come here", async () => {
  open = [];
  render(Attention);
  await waitFor(() => expect(isThere("Nothing to decide")).toBe(true));
});

test("who may not decide sees everything and no press", async () => {
  begin("expert");
  answer("GET", /^\/v1\/attention\?/, () => ({ items: [conflict] }));
  answer("GET", /^\/v1\/attention\/[0-9A-Z]+$/, () => conflict);
  answer("GET", /^\/v1\/visits\//, () => ({ id: VISIT, etag: "1", body: { work_order: null, steps: [], questions: [], replies: [], status: "finished" } }));
  render(Attention);
  await waitFor(() => expect(isThere("was set differently")).toBe(true));
  expect(screen.queryByRole("button", { name: "Use this one" })).toBeNull();
  expect(screen.queryByRole("button", { name: "I take it" })).toBeNull();
});

test("a newer kind than the console knows is shown all the same", async () => {
  const newer = { ...conflict, kind: "something_new", detail: {} };
  open = [newer];
  answer("GET", /^\/v1\/attention\/[0-9A-Z]+$/, () => newer);
  render(Attention);
  await waitFor(() => expect(isThere("Something new")).toBe(true));
  expect(button("Put aside")).toBeTruthy();
});
