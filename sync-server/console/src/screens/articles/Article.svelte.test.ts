import { session } from "$api/session.svelte.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import { field, isThere, keys, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import Article from "./Article.svelte";
import { type Article as Body, blankArticle } from "./article.ts";

const ID = "01HF000000000000000000000K";
const text = (en: string) => ({ zh: `${en}（中）`, en });
let uses: object;
let held: { etag: string; body: Body };
const item = () => ({ id: ID, word: "article", href: "", ...held });
const inSheet = () => screen.getAllByRole<HTMLButtonElement>("button", { name: "Publish" }).at(-1)!;

beforeEach(() => {
  held = { etag: '"1.2"', body: { ...blankArticle(), number: "KB-9", revision: 2, title: text("Pump knocks"), symptoms: text("A knock each turn"), what_helped: text("New bearing") } };
  answer("GET", /^\/v1\/records\/(procedure|fault_code)\?/, () => ({ items: [] }));
  answer("GET", new RegExp(`^/v1/records/article/${ID}`), item);
  answer("PUT", new RegExp(`^/v1/records/article/${ID}`), ({ body, headers }) => {
    if (headers.get("if-match") !== held.etag) throw new Refused(412, "stale", "if-match");
    held = { etag: `"1.${(body as Body).revision}"`, body: body as Body };
    return item();
  });
  answer("GET", /^\/v1\/articles\/\w+\/uses/, () => uses);
  uses = { used: 0, solved: 0, items: [], names: {} };
  if (session.now) session.now.writes = ["article"];
});

test("what it was good for stands below it", async () => {
  const use = { visit: "01HF000000000000000000000V", work_order: null, device: null, customer: null, is_solved: true, user: null, at: "2026-11-03T08:00:00Z" };
  uses = { used: 4, solved: 3, items: [use], names: {} };
  render(Article, { article: ID });
  await screen.findByText(/Used at 4 visits/);
  expect(isThere("Solved it at 3 (75 %)")).toBe(true);
  expect(screen.getByRole("link", { name: "Visit" }).getAttribute("href")).toBe(`/review/${use.visit}`);
});

test("an article is published as its next version, and what differs is shown before", async () => {
  render(Article, { article: ID });
  await screen.findByLabelText("Title, English");
  await type("Title, English", "Pump knocks loudly");
  expect(isThere("Differs from what is published")).toBe(true);
  await keys("{Control>}{Enter}{/Control}");
  await screen.findByText(/It reaches phones at their next sync/);
  await userEvent.click(inSheet());
  await waitFor(() => expect(told("PUT")).toHaveLength(1));
  const body = told("PUT")[0]!.body as Body;
  expect([told("PUT")[0]!.headers.get("if-match"), body.revision, body.title.en]).toEqual(['"1.2"', 3, "Pump knocks loudly"]);
  await waitFor(() => expect(isThere("On phones: v3")).toBe(true));
});

test("what is typed into one field is undone at once, in the field itself", async () => {
  render(Article, { article: ID });
  await screen.findByLabelText("Title, English");
  await type("Title, English", "Other");
  field("Title, English").focus();
  await keys("{Control>}z{/Control}");
  await waitFor(() => expect(field("Title, English").value).toBe("Pump knocks"));
});

test("codes are taken by Enter and given back by their cross", async () => {
  render(Article, { article: ID });
  await screen.findByLabelText("Error codes");
  await type("Error codes", "E-204");
  field("Error codes").focus();
  await keys("{Enter}");
  await userEvent.click(await screen.findByRole("button", { name: "Without E-204" }));
  expect(screen.queryByRole("button", { name: "Without E-204" })).toBeNull();
});

test("who may not write reads it", async () => {
  if (session.now) session.now.writes = [];
  render(Article, { article: ID });
  await screen.findByText("New bearing");
  expect(screen.queryByLabelText("Title, English")).toBeNull();
  expect(screen.queryByRole("button", { name: "Publish" })).toBeNull();
});
