import { alerts, button, field, isThere, press, problemOf, said, type } from "$kit/testing/person.ts";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { askedStep, codeRead, done, hello, jobCard, MORNING_MS, stepDetail, visitDetail } from "../../testing/samples.ts";
import { t } from "$kit/words/words.svelte.ts";
import Scan from "./Scan.svelte";

const PUMP = { kind: "device", device: "pump", title: "Pump P-7" } as const;
const read = () => core.heard("read_code").map(({ given }) => given.code);
const dialog = () => screen.queryByRole("dialog");

/** A phone without a camera, so that codes are typed. */
beforeEach(() => {
  core.answers("hello", hello({}, { hints_seen: ["scan"] }));
  go.instead("/scan");
});

async function types(code: string) {
  await press(t("scan-type"));
  await screen.findByLabelText(t("scan-type-label"));
  await type(t("scan-type-label"), code);
  await press(t("scan-type-go"));
}

test("without a camera it says what to do, and codes can be typed", async () => {
  core.answers("read_code", codeRead("7QX2-0001-ABCD", { meanings: [PUMP] }));
  render(Scan);
  await waitFor(() => expect(isThere(t("scan-none"))).toBe(true));
  await types("  7QX2-0001-ABCD ");
  await waitFor(() => expect(go.path).toMatch(/^\/device\/pump/));
  expect(read()).toEqual(["7QX2-0001-ABCD"]);
});

test("nothing typed is asked for, and the core is not", async () => {
  render(Scan);
  await press(t("scan-type"));
  await screen.findByLabelText(t("scan-type-label"));
  await press(t("scan-type-go"));
  expect(problemOf(t("scan-type-label"))).toBe(t("scan-type-empty"));
  expect(read()).toEqual([]);
});

test("a code with a wrong check character opens nothing: it says so and offers what was meant", async () => {
  const damaged = codeRead("7QX200010000", { is_damaged: true, near: [{ code: "7QX2-0001-000Z", device: "pump", title: "Pump P-7" }] });
  core.answers("read_code", ({ code }) => (code === "7QX200010000" ? damaged : codeRead(code as string, { meanings: [PUMP] })));
  render(Scan);
  await types("7QX200010000");
  await waitFor(() => expect(said(dialog())).toContain(t("scan-damaged")));
  expect(said(dialog())).toContain("7QX2-0001-0000");
  expect(go.path).toBe("/scan");
  await press("Pump P-7 7QX2-0001-000Z");
  await waitFor(() => expect(go.path).toMatch(/^\/device\/pump/));
  expect(read()).toEqual(["7QX200010000", "7QX2-0001-000Z"]);
});

test("a damaged code cannot be bound to a device", async () => {
  core.answers("read_code", codeRead("7QX200010000", { is_damaged: true }));
  render(Scan);
  await types("7QX200010000");
  await waitFor(() => expect(said(dialog())).toContain(t("scan-damaged-more")));
  expect(screen.queryByRole("button", { name: t("scan-bind") })).toBeNull();
});

test("a code that nobody knows can be bound, or be a new device's", async () => {
  core.answers("read_code", codeRead("SN 4711", { can_be_bound: true }));
  render(Scan);
  await types("SN 4711");
  await screen.findByRole("button", { name: t("scan-bind") });
  await press(t("scan-new-device"));
  expect(go.path).toBe("/device/new?code=SN%204711");
});

test("a code that was taken off another device says so at once, and goes back there or nowhere", async () => {
  const former = { device: "pump", title: "Pump P-7", released_ms: MORNING_MS, by: { by: "console" as const, user: "chen" }, reason: "label was torn" };
  core.answers("read_code", codeRead("7QX2-0001-ABCD", { can_be_bound: true, former }));
  core.answers("bind_code", done());
  core.answers("users", []);
  core.answers("colleagues", []);
  render(Scan);
  await types("7QX2-0001-ABCD");
  await waitFor(() => expect(said(dialog())).toContain(t("scan-former", { device: "Pump P-7" })));
  expect(said(dialog())).toContain("label was torn");
  expect(screen.queryByRole("button", { name: t("scan-bind") })).toBeNull();
  expect(screen.queryByRole("button", { name: t("scan-new-device") })).toBeNull();
  await press(t("scan-former-back"));
  await waitFor(() => expect(core.heard("bind_code").map(({ given }) => given)).toEqual([{ device: "pump", code: "7QX2-0001-ABCD" }]));
});

test("of several devices with the same code none is chosen", async () => {
  core.answers("read_code", codeRead("4711", { meanings: [PUMP, { kind: "device", device: "chiller", title: "Chiller C-2" }] }));
  render(Scan);
  await types("4711");
  await waitFor(() => expect(said(dialog())).toContain(t("scan-several-devices")));
  expect(go.path).toBe("/scan");
  await press(`Chiller C-2 ${t("scan-means-device")}`);
  await waitFor(() => expect(go.path).toMatch(/^\/device\/chiller/));
});

test("what cannot be read at the moment says so", async () => {
  core.refuses("read_code", { outcome: "unavailable", message: "The store is busy." });
  render(Scan);
  await types("7QX2");
  await waitFor(() => expect(alerts()).toContain("The store is busy."));
});

test("a hand scanner needs no press", async () => {
  core.answers("read_code", codeRead("7QX2-0001-ABCD", { meanings: [PUMP] }));
  render(Scan);
  for (const key of [..."7QX2-0001-ABCD", "Enter"]) await fireEvent.keyDown(document.body, { key });
  await waitFor(() => expect(read()).toEqual(["7QX2-0001-ABCD"]));
  await waitFor(() => expect(go.path).toMatch(/^\/device\/pump/));
});

test("a step that asks for the job's device takes its code, and the other device's only as a question", async () => {
  const step = stepDetail("step-1", askedStep({ kind: "scan", scan_of: "device", title: { zh: "扫描", en: "Scan the pump" } }));
  core.answers("job_card", jobCard());
  core.answers("visit_detail", visitDetail([step]));
  core.refuses("answer_step", { code: "wrong_shape", path: "value", message: "Another device." });
  core.answers("read_code", ({ code }) => codeRead(code as string, { meanings: [code === "OTHER" ? { ...PUMP, device: "chiller", title: "Chiller C-2" } : PUMP] }));
  render(Scan, { for: "step", visit: "visit-1", step: "step-1" });
  await waitFor(() => expect(isThere("Scan the pump")).toBe(true));
  await types("OTHER");
  await waitFor(() => expect(said(dialog())).toContain(t("scan-wrong-device")));
  core.answers("answer_step", done());
  await press(t("scan-again"));
  await types("7QX2");
  await waitFor(() => expect(go.path).toBe("/visit/visit-1/step/step-1"));
  expect(core.heard("answer_step").at(-1)?.given.answer).toEqual({ step: "step-1", value: "7QX2" });
});

test("typing waits in the field, and closing it comes back to the camera", async () => {
  render(Scan);
  await press(t("scan-type"));
  await screen.findByLabelText(t("scan-type-label"));
  await waitFor(() => expect(document.activeElement).toBe(field(t("scan-type-label"))));
  await press(t("do-close"));
  await waitFor(() => expect(dialog()).toBeNull());
  expect(button(t("scan-type"))).toBeTruthy();
});
