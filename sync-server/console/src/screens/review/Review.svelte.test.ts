import { isThere, keys, press, problemOf, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { session } from "$api/session.svelte.ts";
import { go } from "$lib/go.svelte.ts";
import { answer, begin, told } from "../../testing/server.ts";
import Review from "./Review.svelte";

const VISIT = "01HF0000000000000000000001";
const NEXT = "01HF0000000000000000000009";
const ORDER = "01HF0000000000000000000002";
const LIN = { by: "field_device", user: "01HF00000000000000000000AA", field_device: "01HF00000000000000000000DD" };
const LIST = "01HF0000000000000000000003";
const checklist = { name: { zh: "", en: "Visits" }, kinds: [], items: [{ id: "photos", title: { zh: "", en: "Photos" }, hint: {}, weight: 1, points: 2, is_critical: false }], pass_percent: 80 };
const blank = { zh: "", en: "" };
const entry = { at_ms: 1_000, by: LIN, is_current: true, replaces: [] };

const lists = ["answers", "charges", "expenses", "findings", "former", "helpers", "movements", "notes", "part_usages", "payments", "photos", "presses", "questions", "quotes", "ratings", "receipts", "replies", "sealed_reports", "signatures", "steps", "time_entries", "times", "unreadable"];
const plain = { ...Object.fromEntries(lists.map((key) => [key, []])), acceptance: null, work_order: ORDER, status: "finished", reached_ms: {}, heads: [], customer: null, device: null, lead: null, zone: null, since_ms: 2_000 };
const measured = {
  ...plain,
  steps: [
    {
      ...entry,
      id: "step",
      position: 10,
      step: { id: "p", kind: "measurement", title: { zh: "", en: "Discharge pressure" }, measurement: { low: "1.20", high: "1.65", unit: "MPa", decimals: 2 }, choices: [], condition: null, is_required: true, acceptance: blank, danger: blank, hint: blank },
    },
  ],
};
const reading = (value: string) => ({ ...measured, answers: [{ ...entry, id: "answer", step: "step", value, note: null, photos: [], tool: null }] });
const row = (id: string) => ({ id, status: "finished", since: "2026-11-30T08:00:00Z", is_signed: true, helpers: [] });

let body: object = plain;
let more: object = {};
const order = { number: "WO-1", title: "Chiller 3", kind: "repair", mode: "onsite", priority: "high", remarks: [], presses: [], planned_parts: [], visits: [], required_skills: ["cooling"], promised_response_ms: null, promised_resolution_ms: null };
const review = () => ({
  visit: { id: VISIT, etag: "1", body },
  order: { id: ORDER, etag: "1", body: order },
  steps: [], missing: [], changed: { since: null, fields: [], entries: [] }, photos: [], times: { entries: [], totals: [] }, parts: { usages: [], differences: [] },
  signatures: [], held: [], attention: [], inspection: null, follow_ups: [], ...more,
});

function answers() {
  answer("GET", /^\/v1\/visits\?/, ({ path }) => ({ items: path.includes("status=finished") ? [row(VISIT), row(NEXT)] : [] }));
  answer("GET", /^\/v1\/visits\/[0-9A-Z]+\/review$/, review);
  answer("GET", /^\/v1\/attention\?/, () => ({ items: [] }));
  answer("GET", /^\/v1\/records\/checklist/, () => ({ items: [{ id: LIST, etag: "1", body: checklist }] }));
}

beforeEach(() => {
  go.instead(`/review/${VISIT}`);
  body = reading("1.49");
  more = {};
  answers();
});

test("what is clear is accepted with one key, and the next one comes", async () => {
  answer("POST", /\/review$/, () => ({}));
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("1.49 MPa")).toBe(true));
  await waitFor(() => expect(isThere("1 of 2")).toBe(true));
  await keys("a");
  await waitFor(() => expect(told("POST").map(({ path, body }) => [path, body])).toEqual([[`/v1/visits/${VISIT}/review`, { verdict: "accept", remark: null }]]));
  await waitFor(() => expect(go.path).toBe(`/review/${NEXT}`));
});

test("a reading outside its limits is said before it is accepted", async () => {
  body = reading("1.78");
  answer("POST", /\/review$/, () => ({}));
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("1 outside limits")).toBe(true));
  await keys("a");
  await waitFor(() => expect(isThere("Accepting closes the visit")).toBe(true));
  expect(told("POST")).toEqual([]);
  await press("Accept all the same");
  await waitFor(() => expect(told("POST")).toHaveLength(1));
});

test("it goes back only with a remark, which a step in question begins", async () => {
  body = reading("1.78");
  answer("POST", /\/review$/, () => ({}));
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("1 outside limits")).toBe(true));
  await keys("r");
  await waitFor(() => expect(isThere("The visit goes back")).toBe(true));
  screen.getAllByRole("button", { name: "Return", hidden: true }).at(-1)?.click();
  await waitFor(() => expect(problemOf("Remark to the engineer")).toBe("Write what is to be done again."));
  await press("1 Discharge pressure");
  await type("Remark to the engineer", "1 Discharge pressure: measure again");
  screen.getAllByRole("button", { name: "Return", hidden: true }).at(-1)?.click();
  await waitFor(() => expect(told("POST")[0]?.body).toEqual({ verdict: "return", remark: "1 Discharge pressure: measure again" }));
});

test("a follow-up order names the order it comes of", async () => {
  answer("POST", /\/follow-up$/, () => ({ id: "01HF00000000000000000000FF" }));
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("Chiller 3")).toBe(true));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Follow up" })).not.toBeNull());
  await keys("f");
  await waitFor(() => expect(isThere("Follow-up order")).toBe(true));
  await press("Make the order");
  await waitFor(() => expect(told("POST")[0]?.body).toMatchObject({ title: "Chiller 3", kind: "repair", priority: "high", required_skills: ["cooling"] }));
  await waitFor(() => expect(go.path).toBe("/orders/01HF00000000000000000000FF"));
});

test("whoever only reads has no presses", async () => {
  begin("expert");
  answers();
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("Chiller 3")).toBe(true));
  expect(screen.queryByRole("button", { name: "Accept" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Follow up" })).toBeNull();
});

test("whoever inspects scores it as often as needed, each time over the version that was seen", async () => {
  begin("quality_inspector");
  answers();
  if (session.now) session.begin({ ...session.now, reads: { visit: "everything", inspection: "everything" } });
  answer("POST", /\/inspection$/, () => ({}));
  more = { inspection: { id: "i", etag: "\"0.3\"", body: { visit: VISIT, checklist: LIST, inspector: LIN.user, at_ms: 1_000, lead: null, scores: [{ item: "photos", points: 1, reason: "blurred" }], comment: "", score_bp: 5_000, verdict: "failed" } } };
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("50 %, failed (80 % needed)")).toBe(true));
  expect(isThere("blurred")).toBe(true);
  await keys("i");
  await waitFor(() => expect(screen.queryByRole("button", { name: "2" })).not.toBeNull());
  await press("2");
  await press("Record the score");
  await waitFor(() => expect(told("POST")).toHaveLength(1));
  expect(told("POST")[0]?.body).toEqual({ checklist: LIST, scores: [{ item: "photos", points: 2, reason: "blurred" }], comment: "" });
  expect(told("POST")[0]?.headers.get("if-match")).toBe("\"0.3\"");
});

test("an article is drafted from it by one key", async () => {
  begin("service_manager");
  answers();
  answer("POST", /\/article$/, () => ({ id: "01HF00000000000000000000EE" }));
  if (session.now) session.begin({ ...session.now, writes: ["article"] });
  render(Review, { visit: VISIT });
  await waitFor(() => expect(isThere("Make an article of it")).toBe(true));
  await keys("m");
  await waitFor(() => expect(go.path).toBe("/articles/01HF00000000000000000000EE"));
});
