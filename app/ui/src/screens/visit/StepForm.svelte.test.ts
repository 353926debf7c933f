import { alerts, button, choose, field, isThere, press, problemOf, said, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { answerOf, askedStep, done, hello, jobCard, pressure, stepDetail, tool, visitDetail, visitView, MORNING_MS } from "../../testing/samples.ts";
import { moment } from "$kit/words/format.ts";
import { label, t } from "$kit/words/words.svelte.ts";
import StepForm from "./StepForm.svelte";

type Asked = Type<"Step">;
const PLACE = "visit/visit-1/step/first";
const WORN = askedStep({
  kind: "choice",
  choices: [
    { value: "good", label: { zh: "良好", en: "Good" }, is_fault: false },
    { value: "worn", label: { zh: "磨损", en: "Worn" }, is_fault: true },
  ],
});
const TEXT = askedStep({ kind: "text", title: { zh: "说明", en: "Remarks" } });

const answers = () => core.heard("answer_step").map(({ given }) => given.answer);
const saveNext = () => press(t("visit-save-next"));
const note = () => t("visit-note");

beforeEach(() => {
  core.answers("hello", hello({}, { hints_seen: ["step"] }));
  core.answers("answer_step", done());
});

/** The first of two steps, as its engineer sees it. */
async function shows(asked: Asked, more: Partial<Type<"StepDetail">> = {}, props: object = {}, detailed: Partial<Type<"VisitDetail">> = {}) {
  const steps = [stepDetail("first", asked, more), stepDetail("second", askedStep({ id: "next" }))];
  const detail = visitDetail(steps, detailed);
  core.answers("visit_detail", detail);
  const shown = render(StepForm, { detail, step: steps[0], me: "lin", tools: [], colleagues: [], skipped: [], ...props } as never);
  await core.settles();
  return shown;
}

test("the standard stands under the question, and where one is among how many above it", async () => {
  await shows(pressure());
  expect(isThere(t("visit-step-standard", { limits: "1.20 – 1.65 MPa" }))).toBe(true);
  expect(isThere(t("visit-step-of", { number: 1, of: 2 }))).toBe(true);
});

test("a reading within its limits is said to be so while it is typed, saved as decimal text, and leads to the next step", async () => {
  await shows(pressure());
  await type(t("visit-reading"), "1，45");
  expect(isThere(t("visit-reading-within"))).toBe(true);
  await saveNext();
  await waitFor(() => expect(answers()).toEqual([{ step: "first", value: "1.45", note: null, photos: [], tool: null }]));
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/second"));
});

test("a reading outside its limits says by how much, and is not saved without a word why", async () => {
  await shows(pressure());
  await type(t("visit-reading"), "1.80");
  expect(isThere(t("visit-reading-above", { by: "0.15" }))).toBe(true);
  await saveNext();
  expect(problemOf(note())).toBe(t("visit-reading-why"));
  expect(answers()).toEqual([]);
  await type(note(), "valve stuck");
  expect(problemOf(note())).toBe("");
  await saveNext();
  await waitFor(() => expect(answers()[0]).toMatchObject({ value: "1.80", note: "valve stuck" }));
});

test("a reading on its limit is within", async () => {
  await shows(pressure());
  await type(t("visit-reading"), "1.65");
  expect(isThere(t("visit-reading-within"))).toBe(true);
  await type(t("visit-reading"), "1.19");
  expect(isThere(t("visit-reading-below", { by: "0.01" }))).toBe(true);
});

test.each(["1.2.3", "high", "1,234", "1/2"])("%j is no reading: the field says so and nothing is saved", async (typed) => {
  await shows(pressure());
  await type(t("visit-reading"), typed);
  await saveNext();
  expect(problemOf(t("visit-reading"))).toBe(t("visit-reading-unreadable"));
  expect(answers()).toEqual([]);
});

test("an empty reading is asked for", async () => {
  await shows(pressure());
  await saveNext();
  expect(problemOf(t("visit-reading"))).toBe(t("visit-answer-missing-reading"));
});

test("the sign is a press, for numeric pads have none, and only where there may be one", async () => {
  await shows(pressure({ low: "-20", high: "5", unit: "Cel" }));
  await type(t("visit-reading"), "7");
  await press(t("visit-reading-sign"));
  expect(field(t("visit-reading")).value).toBe("-7");
  expect(isThere(t("visit-reading-within"))).toBe(true);
});

test("a pressure that cannot be negative offers no sign", async () => {
  await shows(pressure());
  expect(screen.queryByRole("button", { name: t("visit-reading-sign") })).toBeNull();
});

test("a meter that shows less than last time is asked about, and is saved all the same", async () => {
  const earlier = [{ at_ms: 1, note: null, value: "5120", visit: "before" }];
  await shows(pressure({ low: null, high: null, meter: "hours", unit: "h" }), { earlier });
  await type(t("visit-reading"), "512");
  expect(isThere(t("visit-reading-less", { value: "5120 h" }))).toBe(true);
  await saveNext();
  await waitFor(() => expect(answers()[0]?.value).toBe("512"));
});

test("where an instrument must be named the reading waits for it, and the one chosen goes along", async () => {
  await shows(pressure({ is_instrument_required: true }), {}, { tools: [tool()] });
  await type(t("visit-reading"), "1.5");
  await saveNext();
  expect(alerts()).toContain(t("visit-instrument-required"));
  expect(answers()).toEqual([]);
  await press(`${t("visit-instrument")} ${t("visit-instrument-choose")}`);
  const listed = await screen.findByRole("dialog");
  await waitFor(() => expect(said(listed)).toContain("Digital gauge"));
  [...listed.querySelectorAll("button")].find((row) => row.textContent?.includes("Digital gauge"))?.click();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await saveNext();
  await waitFor(() => expect(answers()[0]?.tool).toBe("gauge"));
});

test("an instrument whose calibration has ended says so where it is chosen", async () => {
  await shows(pressure(), { answers: [answerOf("first", "1.5", { tool: "gauge" })] }, { tools: [tool({ calibration_ends_on: "2020-01-31" })] });
  expect(isThere("Digital gauge")).toBe(true);
  expect(document.querySelector(".instrument")?.textContent).toMatch(/2020/);
});

test("a choice that is a fault wants to know what is wrong", async () => {
  await shows(WORN);
  await choose("Worn");
  await saveNext();
  expect(problemOf(note())).toBe(t("visit-fault-why"));
  expect(answers()).toEqual([]);
  await choose("Good");
  await saveNext();
  await waitFor(() => expect(answers()[0]?.value).toBe("good"));
});

test("a check without an answer is asked for", async () => {
  await shows(askedStep());
  await saveNext();
  expect(alerts()).toEqual([t("visit-answer-missing-check")]);
  await choose(label("yes"));
  expect(alerts()).toEqual([]);
});

test("what does not apply says why", async () => {
  await shows(pressure());
  await press(t("visit-not-applicable"));
  await saveNext();
  expect(problemOf(t("visit-note-why"))).toBe(t("visit-note-missing"));
  await type(t("visit-note-why"), "no gauge port");
  await saveNext();
  await waitFor(() => expect(answers()[0]).toMatchObject({ value: "not_applicable", note: "no gauge port", tool: null }));
});

test("a step that must be answered can be left open, and then nothing is recorded", async () => {
  await shows(TEXT);
  await press(t("visit-leave-open"));
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/second"));
  expect(answers()).toEqual([]);
});

test("a step that need not be answered is passed over by the same press, and does not come back by itself", async () => {
  await shows({ ...TEXT, is_required: false });
  await press(t("visit-skip-next"));
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/second"));
  expect(core.draftAt("visit/visit-1/skipped")).toEqual({ steps: ["first"] });
});

test("what the core refuses stands at its field, is not said of another answer, and nothing is lost", async () => {
  core.refuses("answer_step", { path: "value", message: "Too long." });
  await shows(TEXT);
  await type(t("visit-text"), "a long story");
  await saveNext();
  await waitFor(() => expect(problemOf(t("visit-text"))).toBe("Too long."));
  expect([field(t("visit-text")).value, go.path]).toEqual(["a long story", "/today"]);
  await type(t("visit-text"), "a story");
  expect(problemOf(t("visit-text"))).toBe("");
});

test("what was half typed when the app was killed is there again, and can be put away", async () => {
  core.keepsDraft(PLACE, { value: "1.4", note: "", photos: [], tool: null });
  await shows(pressure());
  await waitFor(() => expect(field(t("visit-reading")).value).toBe("1.4"));
  expect(isThere(t("draft-came-back"))).toBe(true);
  await press(t("visit-draft-drop"));
  expect(field(t("visit-reading")).value).toBe("");
});

test("what came back and is saved now does not come back again", async () => {
  core.keepsDraft(PLACE, { value: "1.4", note: "", photos: [], tool: null });
  const { unmount } = await shows(pressure());
  await waitFor(() => expect(field(t("visit-reading")).value).toBe("1.4"));
  await saveNext();
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/second"));
  unmount();
  await core.settles();
  expect(core.draftAt(PLACE)).toBeUndefined();
});

test("an answer that stands is shown, and the press goes on without recording it again", async () => {
  await shows(pressure(), { answers: [answerOf("first", "1.5")] });
  expect(field(t("visit-reading")).value).toBe("1.5");
  await press(t("visit-next"));
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/second"));
  expect(answers()).toEqual([]);
});

test("where somebody decided, the answer that holds stands alone and the other is told with who decided when and why", async () => {
  const decided = { holds: "first-yes", by: { by: "console" as const, user: "chen" }, at_ms: MORNING_MS, received_ms: MORNING_MS, reason: "gauge was off" };
  const against = answerOf("first", "no", { is_current: false, decided });
  await shows(askedStep(), { answers: [answerOf("first", "yes", { decided })], decided_against: [against] });
  expect(isThere(t("visit-two-answers", { count: 2 }))).toBe(false);
  const told = said(screen.getByRole("region", { name: t("visit-decided-against") }));
  expect(told).toContain(label("no"));
  expect(told).toContain(t("visit-decided-by", { who: t("visit-by-office"), at: moment(MORNING_MS) }));
  expect(told).toContain(t("visit-decided-because", { reason: "gauge was off" }));
});

test("two answers that differ both stand there, and neither counts until one is taken", async () => {
  const two = [answerOf("first", "yes"), answerOf("first", "no", { note: "有异响" })];
  await shows(askedStep(), { answers: two });
  expect(isThere(t("visit-two-answers", { count: 2 }))).toBe(true);
  expect(isThere("有异响")).toBe(true);
  expect(screen.getAllByRole<HTMLInputElement>("radio").some((radio) => radio.checked)).toBe(false);
  screen.getAllByRole("button", { name: t("visit-take-answer") })[1]?.click();
  await saveNext();
  await waitFor(() => expect(answers()).toEqual([{ step: "first", value: "no", note: "有异响", photos: [], tool: null }]));
});

test("the last open step leads back to the visit, and its press says that it is the last", async () => {
  const steps = [stepDetail("first", askedStep())];
  const detail = visitDetail(steps);
  core.answers("visit_detail", visitDetail([stepDetail("first", askedStep(), { answers: [answerOf("first", "yes")] })]));
  render(StepForm, { detail, step: steps[0], me: "lin", tools: [], colleagues: [], skipped: [] } as never);
  await choose(label("yes"));
  await press(t("visit-save-last"));
  await waitFor(() => expect(go.path).toBe("/visit/visit-1"));
});

test("after the customer signed nothing can be typed any more, and the way to an amendment is shown", async () => {
  const signed = { over: "report", outcome: "signed", is_in_review: false } as Type<"VisitView">["signatures"][number];
  await shows(pressure(), { answers: [answerOf("first", "1.5")] }, {}, { visit: visitView({ signatures: [signed] }) });
  expect(screen.queryByLabelText(t("visit-reading"))).toBeNull();
  expect(isThere("1.5 MPa")).toBe(true);
  await press(t("visit-write-amendment"));
  expect(go.path).toBe("/visit/visit-1/notes");
});

test("somebody who does not work at it reads along", async () => {
  const card = jobCard({ status: "working", is_lead: false });
  await shows(pressure(), {}, { me: "he" }, { card });
  expect(isThere(t("visit-reads-along"))).toBe(true);
  expect(screen.queryByLabelText(t("visit-reading"))).toBeNull();
});

test("an answer is taken back with a reason, and then the form is empty", async () => {
  core.answers("withdraw_entries", done());
  await shows(pressure(), { answers: [answerOf("first", "1.5")] });
  await press(t("visit-withdraw"));
  const sheet = await screen.findByRole("dialog");
  expect(core.heard("withdraw_entries")).toEqual([]);
  await press(t("visit-withdraw-mistyped"));
  [...sheet.querySelectorAll("button")].find((one) => said(one) === t("visit-withdraw"))?.click();
  await waitFor(() =>
    expect(core.heard("withdraw_entries").map(({ given }) => given)).toEqual([{ visit: "visit-1", withdraws: ["first-1.5"], reason: t("visit-withdraw-mistyped") }]),
  );
  await waitFor(() => expect(field(t("visit-reading")).value).toBe(""));
  expect(button(t("visit-save-next"))).toBeTruthy();
});
