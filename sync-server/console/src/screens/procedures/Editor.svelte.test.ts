import { live } from "$api/live.svelte.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import { button, field, isThere, keys, press, said, type } from "$kit/testing/person.ts";
import { session } from "$api/session.svelte.ts";
import { go } from "$lib/go.svelte.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import Procedure from "./Procedure.svelte";
import { blankProcedure, blankStep, type Procedure as Body } from "./procedure.ts";

const ID = "01HF000000000000000000000P";
const text = (en: string) => ({ zh: `${en}（中）`, en });
const step = (id: string, title: string) => ({ ...blankStep("check", id), title: text(title) });
const started: Body = {
  ...blankProcedure(),
  number: "SOP-1",
  revision: 3,
  name: text("Pump care"),
  models: ["LC-500"],
  steps: [step("01HF00000000000000000000S1", "Leaks"), step("01HF00000000000000000000S2", "Noise"), step("01HF00000000000000000000S3", "Bolts")],
};
interface Kept {
  id: string;
  etag: string;
  body: Body;
}
let versions: Kept[];
interface Listed {
  id: string;
  is_current: boolean;
  position: number;
  step: Body["steps"][number];
}
let drafts: { id: string; etag: number; base: string | undefined; sent: object[]; fields: Record<string, unknown>; steps: Listed[] }[];
/** Answers of publishing that get lost, after it was done. */
let lost: number;
let published: Partial<Body>;

const newest = () => versions.at(-1)!;
const item = (one: Kept) => ({ word: "procedure", href: "", ...one });
const rows = () => [...document.querySelectorAll("[data-step] .title")].map(said);
const at = (row: number) => document.querySelectorAll<HTMLElement>("[data-step]")[row]!;

/** Somebody else, at another desk. */
function publishes(change: Partial<Body>) {
  const { body } = newest();
  versions = versions.map((one) => ({ ...one, body: { ...one.body, is_retired: true } }));
  versions.push({ id: `01HF00000000000000000000P${versions.length}`, etag: '"1.1"', body: { ...body, ...change, revision: body.revision + 1 } });
}

const draftItem = ({ id, etag, base, fields, steps }: (typeof drafts)[number]) => ({
  id, etag: `"${etag}"`, word: "procedure_draft", href: "", body: { procedure: base, changed_ms: etag, changed_by: null, ...fields, steps },
});
const LINES = ["kinds", "models", "skills", "tools", "parts"];

/** A draft as the server begins it: of a version with what that says, or of nothing. */
function begins(base: string | undefined) {
  const body = versions.find(({ id }) => id === base)?.body ?? blankProcedure();
  const { number, name, purpose, kinds, models, skills, tools, parts, attachments, target_minutes, steps } = body;
  const fields = { number, name_zh: name.zh, name_en: name.en, purpose_zh: purpose.zh, purpose_en: purpose.en, kinds, models, skills, tools, parts, attachments, target_minutes };
  const listed = steps.map((one, place) => ({ id: `E${place}`, is_current: true, position: place * 10, step: one }));
  drafts.push({ id: `01HF00000000000000000000D${drafts.length}`, etag: 1, base, sent: [], fields, steps: listed });
  return drafts.at(-1)!;
}

type Sent = { fields?: Record<string, unknown>; steps?: { step: Body["steps"][number]; position: number; replaces: string[] }[]; withdraw?: string[] };
function writes(draft: (typeof drafts)[number], { fields = {}, steps = [], withdraw = [] }: Sent) {
  draft.etag += 1;
  for (const [key, value] of Object.entries(fields)) {
    if (key === "procedure") draft.base = value as string;
    else draft.fields[key] = LINES.includes(key) ? String(value ?? "").split("\n").filter(Boolean) : value;
  }
  const gone = [...withdraw, ...steps.flatMap(({ replaces }) => replaces)];
  const added = steps.map(({ step, position }, place) => ({ id: `E${draft.etag}-${place}`, is_current: true, position, step }));
  draft.steps = [...draft.steps.filter(({ id }) => !gone.includes(id)), ...added].sort((a, b) => a.position - b.position);
}

const draftAt = (path: string) => drafts.find(({ id }) => path.includes(id))!;

beforeEach(() => {
  go.instead(`/procedures/${ID}`);
  versions = [{ id: ID, etag: '"1.3"', body: structuredClone(started) }];
  drafts = [];
  lost = 0;
  published = {};
  answer("GET", /^\/v1\/records\/procedure\?/, () => ({ items: versions.map(item) }));
  answer("GET", /^\/v1\/records\/(order_kind|fault_code)\?/, () => ({ items: [] }));
  answer("GET", /^\/v1\/records\/procedure\/\w+$/, ({ path }) => item(versions.find(({ id }) => path.endsWith(`/${id}`))!));
  answer("GET", /^\/v1\/procedures\/\w+\/versions/, () => ({
    items: [...versions].reverse().map(({ id, body }) => ({
      id, href: "", number: body.number, revision: body.revision, name: body.name, steps: body.steps.length, published: "2026-11-03T08:00:00Z",
      published_by: null, change_note: body.change_note, is_retired: body.is_retired,
    })),
  }));
  answer("POST", /^\/v1\/procedures\/check$/, () => ({ problems: [] }));
  answer("POST", /^\/v1\/procedure-drafts$/, ({ body }) => {
    return draftItem(begins((body as { procedure?: string }).procedure));
  });
  answer("GET", /^\/v1\/procedure-drafts\?/, () => ({ items: drafts.filter(({ fields }) => !fields.dropped_ms).map(draftItem), next: null }));
  answer("GET", /^\/v1\/procedure-drafts\/\w+$/, ({ path }) => draftItem(draftAt(path)));
  answer("POST", /^\/v1\/procedure-drafts\/\w+\/drop$/, ({ path }) => {
    writes(draftAt(path), { fields: { dropped_ms: 7 } });
    return draftItem(draftAt(path));
  });
  answer("PATCH", /^\/v1\/procedure-drafts\/\w+$/, ({ path, body, headers }) => {
    const draft = draftAt(path);
    if (headers.get("if-match") !== `"${draft.etag}"`) throw new Refused(412, "stale", "if-match");
    writes(draft, body as Sent);
    draft.sent.push(body as object);
    return draftItem(draft);
  });
  answer("POST", /^\/v1\/procedure-drafts\/\w+\/publish$/, ({ path, headers }) => {
    const draft = draftAt(path);
    if (headers.get("if-match") !== `"${draft.etag}"`) throw new Refused(412, "stale", "if-match");
    publishes({ draft: draft.id, ...published });
    if ((lost -= 1) >= 0) throw new Refused(503, "no_answer");
    return { ...item(newest()), revision: newest().body.revision, retired: [], moved: [] };
  });
  answer("GET", /^\/v1\/versions\/procedure\//, () => ({ is_followed: false, items: [], is_cut: false }));
  if (session.now) session.now.writes.push("procedure");
});

async function open() {
  render(Procedure, { procedure: ID });
  await screen.findByRole("button", { name: /Leaks/ });
}

describe("steps", () => {
  test("are gone through by arrows and moved with Alt", async () => {
    await open();
    at(0).focus();
    await keys("{ArrowDown}");
    await waitFor(() => expect(document.activeElement).toBe(at(1)));
    await keys("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(rows()).toEqual(["Noise", "Leaks", "Bolts"]));
    await keys("{Alt>}{ArrowUp}{/Alt}");
    expect(rows()).toEqual(["Noise", "Leaks", "Bolts"]);
    expect(isThere("“Noise” is now step 1 of 3")).toBe(true);
  });

  test("that were removed come back with Ctrl-Z, and go again with Ctrl-Shift-Z", async () => {
    await open();
    at(0).focus();
    await keys("{Delete}");
    await waitFor(() => expect(rows()).toEqual(["Noise", "Bolts"]));
    await keys("{Control>}z{/Control}");
    await waitFor(() => expect(rows()).toEqual(["Leaks", "Noise", "Bolts"]));
    await keys("{Control>}{Shift>}Z{/Shift}{/Control}");
    await waitFor(() => expect(rows()).toEqual(["Noise", "Bolts"]));
  });

  test("say at once what is missing in them", async () => {
    await open();
    await type("What is asked, English", "");
    await type("What is asked, Chinese", "");
    await waitFor(() => expect(isThere("It does not say what is asked.")).toBe(true));
    await press("1 problem");
    const [way] = await screen.findAllByRole("button", { name: /1 Untitled It does not say/ });
    await userEvent.click(way!);
    await waitFor(() => expect(document.activeElement).toBe(field("What is asked, Chinese")));
  });
});

describe("publishing", () => {
  test("drafts from the version that was seen, writes what stands here, and publishes that", async () => {
    await open();
    await type("What is asked, English", "Leaks, all sides");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones at their next sync/);
    await publish();
    await waitFor(() => expect(go.path).toBe("/procedures/01HF00000000000000000000P1"));
    expect(drafts.map(({ base }) => base)).toEqual([ID]);
    expect(drafts[0]?.sent).toMatchObject([{ steps: [{ position: 0, step: { title: { en: "Leaks, all sides" } } }] }]);
    expect(told("PUT")).toHaveLength(0);
  });

  test("whose answer was lost goes on where it stands and is not doubled", async () => {
    lost = 1;
    published = { steps: started.steps.map((one, index) => (index === 0 ? { ...one, title: { ...one.title, en: "Leaks, all sides" } } : one)) };
    await open();
    await type("What is asked, English", "Leaks, all sides");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones at their next sync/);
    await publish();
    await screen.findByText(/it is never published twice/);
    await publish();
    await waitFor(() => expect(go.path).toBe("/procedures/01HF00000000000000000000P1"));
    expect([drafts.length, versions.length]).toEqual([1, 2]);
  });

  test("whose answer was lost loses nothing that was written afterwards", async () => {
    lost = 1;
    await open();
    await type("What is asked, English", "Leaks, everywhere");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones at their next sync/);
    await publish();
    await screen.findByText(/it is never published twice/);
    await publish();
    await screen.findByText(/Somebody published meanwhile/);
    expect([drafts.length, versions.length, rows()[0]]).toEqual([1, 2, "Leaks, everywhere"]);
  });

  test("is not done where somebody else has published since", async () => {
    await open();
    await type("What is asked, English", "Leaks, all sides");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones at their next sync/);
    publishes({ models: ["LC-600"] });
    await publish();
    await screen.findByText(/Somebody published meanwhile/);
    expect([drafts.length, versions.length]).toEqual([1, 2]);
  });

  test("does not send what is wrong", async () => {
    await open();
    await type("What is asked, English", "");
    await type("What is asked, Chinese", "");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/1 problem keeps it from being published/);
    expect(inSheet().disabled).toBe(true);
  });

  test("takes along what somebody else published, and asks only where both changed the same", async () => {
    await open();
    await type("What is asked, English", "Leaks below");
    publishes({ models: ["LC-500", "LC-600"], steps: newest().body.steps.map((one, index) => (index === 0 ? { ...one, title: text("Leaks above") } : one)) });
    hearOfIt();
    await screen.findByText(/v4 was published meanwhile/);
    expect(button("Go on with both").disabled).toBe(true);
    await press("Mine: Leaks（中） / Leaks below");
    await press("Go on with both");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones/);
    await publish();
    await waitFor(() => expect(versions).toHaveLength(3));
    expect(drafts.map(({ base }) => base)).toEqual([versions[1]?.id]);
    expect(drafts[0]?.fields.models).toEqual(["LC-500", "LC-600"]);
    expect(drafts[0]?.steps[0]?.step.title.en).toBe("Leaks below");
  });
});

test("versions are listed, and the newest stands against the one before it", async () => {
  publishes({ models: ["LC-600"], change_note: text("Other pumps") });
  render(Procedure, { procedure: newest().id });
  await screen.findByRole("button", { name: /Leaks/ });
  await press("Versions");
  await screen.findByText(/Other pumps/);
  await waitFor(() => expect(isThere("LC-500")).toBe(true));
  expect([isThere("Replaced"), isThere("In use"), isThere("First version")]).toEqual([true, true, true]);
});

test("an earlier version is read and leads to the newest", async () => {
  publishes({});
  await open();
  expect(isThere("An earlier version: v4 is the newest")).toBe(true);
  expect(screen.queryByRole("button", { name: /Publish/ })).toBeNull();
});

test("discarded changes come back", async () => {
  await open();
  await type("What is asked, English", "Leaks below");
  await press("Discard changes");
  await waitFor(() => expect(field("What is asked, English").value).toBe("Leaks"));
  await keys("{Control>}z{/Control}");
  await waitFor(() => expect(field("What is asked, English").value).toBe("Leaks below"));
});

test("what was typed survives leaving the page", async () => {
  const { unmount } = render(Procedure, { procedure: ID });
  await screen.findByRole("button", { name: /Leaks/ });
  await type("What is asked, English", "Leaks, kept");
  unmount();
  await open();
  expect(field("What is asked, English").value).toBe("Leaks, kept");
  expect(isThere("What you had typed here has come back.")).toBe(true);
});

describe("a draft", () => {
  test("is kept at the server while it is written, and is there at another desk", async () => {
    const { unmount } = render(Procedure, { procedure: ID });
    await screen.findByRole("button", { name: /Leaks/ });
    await type("What is asked, English", "Leaks, begun here");
    await screen.findByText(/Draft saved/);
    expect(drafts.map(({ base, steps }) => [base, steps[0]?.step.title.en])).toEqual([[ID, "Leaks, begun here"]]);
    unmount();
    // Nothing is left in this browser, as in another.
    localStorage.clear();
    await open().catch(() => undefined);
    await waitFor(() => expect(field("What is asked, English").value).toBe("Leaks, begun here"));
  });

  test("takes in what another desk wrote, and asks where both wrote the same place", async () => {
    await open();
    await type("What is asked, English", "Mine");
    await screen.findByText(/Draft saved/);
    const [draft] = drafts;
    const of = (place: number) => draft!.steps[place]!;
    writes(draft!, { steps: [{ step: { ...of(1).step, title: text("Noise, theirs") }, position: 10, replaces: [of(1).id] }] });
    hearOfIt(`procedure_draft/${draft!.id}`);
    await waitFor(() => expect(rows()[1]).toContain("Noise, theirs"));
    // Both in the same moment: theirs is there first.
    await type("What is asked, English", "Mine again");
    writes(draft!, { steps: [{ step: { ...of(0).step, title: { ...of(0).step.title, en: "Theirs" } }, position: 0, replaces: [of(0).id] }] });
    await screen.findByText(/Another desk changed the same place differently/);
    await userEvent.click(screen.getByRole("button", { name: /^Theirs: / }));
    await waitFor(() => expect(field("What is asked, English").value).toBe("Theirs"));
  });

  test("is kept in the browser while the line is down", async () => {
    answer("POST", /^\/v1\/procedure-drafts$/, () => {
      throw new Refused(503, "unavailable");
    });
    await open();
    await type("What is asked, English", "Typed in the tunnel");
    await screen.findByText(/the draft is in this browser/);
    expect(localStorage.getItem(`onsite/draft/procedure/number/SOP-1`)).toContain("Typed in the tunnel");
  });

  test("may be written by whoever may not publish", async () => {
    if (session.now) [session.now.writes, session.now.reads] = [[], { procedure_draft: "everything" }];
    await open();
    await type("What is asked, English", "An expert's word");
    await screen.findByText(/Draft saved/);
    expect(isThere("Whoever may publish finds it in the list")).toBe(true);
    expect(screen.queryByRole("button", { name: /^Publish/ })).toBeNull();
  });
});

test("who may not write reads it, and has no press that changes it", async () => {
  if (session.now) session.now.writes = [];
  await open();
  expect(screen.queryByRole("button", { name: /Publish/ })).toBeNull();
  expect(screen.queryByLabelText("What is asked, English")).toBeNull();
  expect(isThere("Step 1 of 3")).toBe(true);
});

/** The press of the sheet; the one of the page lies behind it. */
const inSheet = () => screen.getAllByRole<HTMLButtonElement>("button", { name: "Publish" }).at(-1)!;
const publish = () => userEvent.setup({ delay: null }).click(inSheet());

/** The line to the server says that a procedure changed. */
function hearOfIt(subject = `procedure/${ID}`) {
  let tell: ((event: { data: string }) => void) | undefined;
  class Line {
    addEventListener(name: string, heard: (event: { data: string }) => void) {
      if (name === "changed") tell = heard;
    }
    close() {}
  }
  vi.stubGlobal("EventSource", Line);
  live.begin();
  tell?.({ data: JSON.stringify([subject]) });
  vi.unstubAllGlobals();
}
