import { button, field, isThere, press, problemOf, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { session } from "../../api/session.svelte.ts";
import { go } from "../../lib/go.svelte.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import RecordDesk from "./form/RecordDesk.svelte";
import { forgetShelves } from "./form/shelf.svelte.ts";
import { ORDER_KINDS } from "./parts/kinds.ts";
import { PRICE_LISTS } from "./parts/prices.ts";

const KIND = "01HF00000000000000000000K1";
const LIST = "01HF00000000000000000000P1";
const kind = (body: object = {}) => ({
  id: KIND,
  word: "order_kind",
  href: "",
  etag: '"1.1"',
  body: { ...ORDER_KINDS.fresh(), name: { zh: "维修", en: "Repair" }, stages: [{ stage: "new", owner: "dispatcher", limit_minutes: 60, escalate_to: null }], newer: "kept", ...body },
});
const list = { id: LIST, word: "price_list", href: "", etag: '"1.1"', body: { ...PRICE_LISTS.fresh(), number: "PL", name: { en: "Standard" } } };

beforeEach(() => {
  forgetShelves();
  if (session.now) {
    session.now.writes = ["order_kind", "price_list"];
    session.now.reads = Object.fromEntries(["order_kind", "price_list", "questionnaire", "settings", "field_definition"].map((word) => [word, "everything"]));
  }
  answer("GET", /^\/v1\/records\/\w+\?/, () => ({ items: [] }));
  answer("GET", /^\/v1\/records\/order_kind\?/, () => ({ items: [kind()] }));
  answer("GET", /^\/v1\/records\/price_list\?/, () => ({ items: [list] }));
});

const open = (part: typeof ORDER_KINDS, record: string) => {
  go.instead(`/setup/${part.path}?record=${record}`);
  return render(RecordDesk, { part });
};

const isLocked = (label: string) => field(label).closest("fieldset")?.disabled === true;

test("a record is changed whole, with the version that was seen, and what the form does not know stays", async () => {
  answer("PUT", /^\/v1\/records\/order_kind\//, ({ body }) => ({ ...kind(body as object), etag: '"1.2"' }));
  open(ORDER_KINDS, KIND);
  await waitFor(() => field("Name, English"));
  await type("Name, English", "Repairs");
  await press("Save");
  await waitFor(() => expect(told("PUT").length).toBe(1));
  const [sent] = told("PUT");
  expect(sent?.headers.get("if-match")).toBe('"1.1"');
  expect(sent?.body).toMatchObject({ name: { zh: "维修", en: "Repairs" }, newer: "kept", stages: [{ limit_minutes: 60 }] });
});

test("what is wrong deep within stands beside its own field, and nothing is lost", async () => {
  answer("PUT", /^\/v1\/records\/order_kind\//, () => {
    throw new Refused(422, "out_of_range", "stages[0].limit_minutes", "from 1 to 525600");
  });
  open(ORDER_KINDS, KIND);
  await waitFor(() => field("Limit"));
  await type("Limit", "0");
  await press("Save");
  await waitFor(() => expect(problemOf("Limit")).toBe("from 1 to 525600"));
  expect(field("Limit").value).toBe("0");
});

test("what is no number is said while it is typed, and stays as it is", async () => {
  open(ORDER_KINDS, KIND);
  await waitFor(() => field("Limit"));
  await type("Limit", "an hour");
  expect(problemOf("Limit")).toBe("This is not a number.");
  await type("Limit", "90");
  expect(problemOf("Limit")).toBe("");
});

test("where two changed the same, both values are shown, and one press chooses", async () => {
  let isFirst = true;
  answer("PUT", /^\/v1\/records\/order_kind\//, ({ body }) => {
    if (isFirst) {
      isFirst = false;
      throw new Refused(412, "stale", "if-match");
    }
    return { ...kind(body as object), etag: '"1.3"' };
  });
  answer("GET", new RegExp(`^/v1/records/order_kind/${KIND}$`), () => ({ ...kind({ name: { zh: "维修", en: "Theirs" }, target_minutes: 30 }), etag: '"1.2"' }));
  open(ORDER_KINDS, KIND);
  await waitFor(() => field("Name, English"));
  await type("Name, English", "Mine");
  await press("Save");
  await waitFor(() => expect(isThere("Two values for the same field")).toBe(true));
  expect(isThere("Theirs")).toBe(true);
  expect(told("PUT").length).toBe(1);
  await press("Take theirs");
  await press("Save");
  await waitFor(() => expect(told("PUT").length).toBe(2));
  expect(told("PUT")[1]?.headers.get("if-match")).toBe('"1.2"');
  expect(told("PUT")[1]?.body).toMatchObject({ name: { en: "Theirs" }, target_minutes: 30 });
});

test("what two changed in different places goes through by itself", async () => {
  answer("PUT", /^\/v1\/records\/order_kind\//, ({ body, headers }) => {
    if (headers.get("if-match") === '"1.1"') throw new Refused(412, "stale", "if-match");
    return { ...kind(body as object), etag: '"1.3"' };
  });
  answer("GET", new RegExp(`^/v1/records/order_kind/${KIND}$`), () => ({ ...kind({ target_minutes: 30 }), etag: '"1.2"' }));
  open(ORDER_KINDS, KIND);
  await waitFor(() => field("Name, English"));
  await type("Name, English", "Mine");
  await press("Save");
  await waitFor(() => expect(told("PUT").length).toBe(2));
  expect(told("PUT")[1]?.body).toMatchObject({ name: { en: "Mine" }, target_minutes: 30 });
});

test("a version is read and not changed; the next one begins as it and counts on", async () => {
  open(PRICE_LISTS, LIST);
  await waitFor(() => field("Number"));
  expect(isLocked("Number")).toBe(true);
  // Only its end may be written.
  expect([isLocked("Valid until"), button("Save").disabled]).toEqual([false, true]);
  await press("New version");
  await waitFor(() => expect(field("Version").value).toBe("2"));
  expect(field("Number").value).toBe("PL");
  expect(isLocked("Number")).toBe(false);
  expect(button("Create").disabled).toBe(false);
  // From today on, unless somebody says otherwise.
  expect(isThere("What changes from version 1")).toBe(true);
  await type("Currency", "EUR");
  await waitFor(() => expect(isThere("EUR")).toBe(true));
});

test("whoever may only read is told so", async () => {
  if (session.now) session.now.writes = [];
  open(ORDER_KINDS, KIND);
  await waitFor(() => expect(isThere("Your role may read this and not change it")).toBe(true));
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
});
