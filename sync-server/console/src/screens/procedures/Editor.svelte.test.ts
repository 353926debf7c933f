import { live } from "$api/live.svelte.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import { button, field, isThere, keys, press, said, type } from "$kit/testing/person.ts";
import { session } from "$api/session.svelte.ts";
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
let held: { etag: string; body: Body };

const item = () => ({ id: ID, word: "procedure", href: "", ...held });
const rows = () => [...document.querySelectorAll("[data-step] .title")].map(said);
const at = (row: number) => document.querySelectorAll<HTMLElement>("[data-step]")[row]!;

/** Somebody else, at another desk. */
function publishes(change: Partial<Body>) {
  held = { etag: `"1.${held.body.revision + 1}"`, body: { ...held.body, ...change, revision: held.body.revision + 1 } };
}

beforeEach(() => {
  held = { etag: '"1.3"', body: structuredClone(started) };
  answer("GET", /^\/v1\/records\/procedure\?/, () => ({ items: [item()] }));
  answer("GET", /^\/v1\/records\/(order_kind|fault_code)\?/, () => ({ items: [] }));
  answer("GET", new RegExp(`^/v1/records/procedure/${ID}`), item);
  answer("PUT", new RegExp(`^/v1/records/procedure/${ID}`), ({ body, headers }) => {
    if (headers.get("if-match") !== held.etag) throw new Refused(412, "stale", "if-match");
    held = { etag: `"1.${(body as Body).revision}"`, body: body as Body };
    return item();
  });
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
  test("sends the next version from the one that was seen, and says what it means", async () => {
    await open();
    await type("What is asked, English", "Leaks, all sides");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones at their next sync/);
    await publish();
    await waitFor(() => expect(told("PUT")).toHaveLength(1));
    const [sent] = told("PUT");
    const body = sent!.body as Body;
    expect([sent!.headers.get("if-match"), body.revision, body.published_by]).toEqual(['"1.3"', 4, session.now?.user]);
    expect(body.steps[0]?.title.en).toBe("Leaks, all sides");
    await waitFor(() => expect(isThere("On phones: v4")).toBe(true));
    expect(button("Publish").disabled).toBe(true);
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
    publishes({ models: ["LC-500", "LC-600"], steps: held.body.steps.map((one, index) => (index === 0 ? { ...one, title: text("Leaks above") } : one)) });
    hearOfIt();
    await screen.findByText(/v4 was published meanwhile/);
    expect(button("Go on with both").disabled).toBe(true);
    await press("Mine: Leaks（中） / Leaks below");
    await press("Go on with both");
    await keys("{Control>}{Enter}{/Control}");
    await screen.findByText(/It reaches phones/);
    await publish();
    await waitFor(() => expect(told("PUT")).toHaveLength(1));
    const body = told("PUT")[0]!.body as Body;
    expect([told("PUT")[0]!.headers.get("if-match"), body.revision, body.models, body.steps[0]?.title.en]).toEqual(['"1.4"', 5, ["LC-500", "LC-600"], "Leaks below"]);
  });
});

test("versions tell who published what, where their values are whole", async () => {
  const row = (version: string, fields: object[], isCut = false) => ({ what: "record", version, is_removed: false, fields, is_cut: isCut, by: { by: "console", user: "01HF000000000000000000000A" }, received: "2026-11-03T08:00:00Z", uncertain_ms: 0 });
  answer("GET", /^\/v1\/audit\/procedure\//, () => ({
    items: [
      row("1.3", [{ field: "models", old: ["LC-400"], new: ["LC-500"] }, { field: "revision", old: 2, new: 3 }]),
      row("1.2", [{ field: "steps", old: "[{", new: "[{" }], true),
      row("1.1", [{ field: "number", old: null, new: "SOP-1" }]),
    ],
  }));
  await open();
  await press("Versions");
  await screen.findByText("Version 3");
  expect(isThere("LC-400")).toBe(true);
  expect(isThere("Changed: Steps. The values are too long to be shown here.")).toBe(true);
  expect(isThere("First version")).toBe(true);
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
function hearOfIt() {
  let tell: ((event: { data: string }) => void) | undefined;
  class Line {
    addEventListener(name: string, heard: (event: { data: string }) => void) {
      if (name === "changed") tell = heard;
    }
    close() {}
  }
  vi.stubGlobal("EventSource", Line);
  live.begin();
  tell?.({ data: JSON.stringify([`procedure/${ID}`]) });
  vi.unstubAllGlobals();
}
