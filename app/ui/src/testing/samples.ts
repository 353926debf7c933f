// Records as the core gives them, whole, so that a changed type is found here; a test says only what matters to it.
import type { Answer, Type } from "../door/door.ts";

/** 2026-11-23 10:30 in Shanghai, a Monday. */
export const MORNING_MS = Date.UTC(2026, 10, 23, 2, 30);
export const ZONE = "Asia/Shanghai";
const NO_WORDS = { zh: "", en: "" };

export function hello(more: Partial<Type<"Hello">> = {}, preferred: Partial<Type<"Preferences">> = {}): Type<"Hello"> {
  return {
    app_version: "1.0.0",
    failure: null,
    is_enrolled: true,
    language: "en",
    platform: "linux",
    preferences: {
      hints_seen: [],
      language: "en",
      map_app: "system",
      notes_place: false,
      photo_long_side_px: null,
      sends_files_on_wifi_only: false,
      text_percent: 100,
      theme: "light",
      ...preferred,
    },
    ...more,
  };
}

export function done(more: Partial<Type<"Done">> = {}): Type<"Done"> {
  return { id: "done", nearly_full: [], touched: [], unit: 1, ...more };
}

export function jobCard(more: Partial<Type<"JobCard">> = {}): Type<"JobCard"> {
  return {
    address: "12 Ferry Road",
    last_press: null,
    attention_count: 0,
    clock: null,
    contact: null,
    coordinates: null,
    customer: "Harbour Foods",
    device: "pump",
    device_text: "Pump P-7",
    is_agreed: true,
    is_lead: true,
    is_overdue: false,
    is_unsent: false,
    kind: "repair",
    legal_presses: [],
    mode: "on_site",
    next_press: null,
    next_step: null,
    number: "HZ-0007",
    priority: null,
    route_position: null,
    since_ms: null,
    site: "Cold store",
    status: "planned",
    steps: 2,
    steps_answered: 0,
    text: null,
    title: "Pump loses pressure",
    visit: "visit-1",
    window_end_ms: null,
    window_start_ms: null,
    work_order: "order-1",
    zone: ZONE,
    ...more,
  };
}

export function visitView(more: Partial<Type<"VisitView">> = {}): Type<"VisitView"> {
  return {
    acceptance: null,
    agreed_end_ms: null,
    agreed_start_ms: null,
    answers: [],
    charges: [],
    created_by: null,
    customer: "customer-1",
    device: "pump",
    expenses: [],
    expert: null,
    ext: {},
    findings: [],
    former: [],
    has_ended: false,
    heads: [],
    helpers: [],
    language: null,
    lead: "lin",
    mode: "on_site",
    movements: [],
    notes: [],
    part_usages: [],
    payments: [],
    photos: [],
    presses: [],
    procedure: null,
    procedure_version: null,
    questions: [],
    quotes: [],
    ratings: [],
    reached_ms: {},
    reason: null,
    receipts: [],
    replies: [],
    route_position: null,
    sealed_reports: [],
    signatures: [],
    since_ms: null,
    site: "site-1",
    status: "working",
    steps: [],
    time_entries: [],
    times: [],
    unreadable: [],
    window_end_ms: null,
    window_start_ms: null,
    work_order: "order-1",
    zone: ZONE,
    ...more,
  };
}

export function askedStep(more: Partial<Type<"Step">> = {}): Type<"Step"> {
  return {
    acceptance: NO_WORDS,
    choices: [],
    condition: null,
    danger: NO_WORDS,
    hint: NO_WORDS,
    id: "asked",
    is_required: true,
    is_self_check: false,
    kind: "check",
    measurement: null,
    part: null,
    photos_min: null,
    picture: null,
    role: null,
    scan_of: null,
    signer: "",
    target_minutes: null,
    title: { zh: "渗漏", en: "Leakage" },
    ...more,
  };
}

export function pressure(more: Partial<Type<"Measurement">> = {}): Type<"Step"> {
  const measurement = { decimals: 2, high: "1.65", is_instrument_required: false, low: "1.20", meter: "", nominal: null, unit: "MPa", ...more };
  return askedStep({ kind: "measurement", measurement, title: { zh: "吐出压力", en: "Discharge pressure" } });
}

export function stepDetail(id: string, step: Type<"Step">, more: Partial<Type<"StepDetail">> = {}): Type<"StepDetail"> {
  const listed = { at_ms: MORNING_MS, by: null, id, is_current: true, decided: null, received_ms: null, position: 1, replaces: [], step };
  return { ...listed, answers: [], decided_against: [], earlier: [], is_outside_limits: false, is_to_be_done: true, ...more };
}

export function answerOf(step: string, value: string | null, more: Partial<Type<"Listed_Answer">> = {}): Type<"Listed_Answer"> {
  return { note: null, photos: [], replaces: [], step, tool: null, value, at_ms: MORNING_MS, by: null, id: `${step}-${value}`, is_current: true, decided: null, received_ms: null, ...more };
}

export function visitDetail(steps: Type<"StepDetail">[], more: Partial<Type<"VisitDetail">> = {}): Type<"VisitDetail"> {
  const card = jobCard({ status: "working", next_press: "finish", legal_presses: ["finish"], steps: steps.length });
  return { card, missing: [], parts: [], steps, time_ms: {}, tools: {}, visit: visitView(), ...more };
}

export function tool(more: Partial<Answer<"tools">[number]> = {}): Answer<"tools">[number] {
  return {
    attachments: [],
    calibrated_on: "2026-03-01",
    calibration_ends_on: "2099-03-01",
    certificate_number: "C-1",
    holder: "lin",
    id: "gauge",
    is_calibrated: true,
    is_retired: false,
    maker: "Example",
    model: "DG-2",
    name: { zh: "数字压力表", en: "Digital gauge" },
    number: "T-014",
    organisation: "company",
    remarks: "",
    serial: "",
    units: ["MPa"],
    ...more,
  };
}

export function syncState(more: Partial<Omit<Type<"SyncState">, "outbox">> = {}, outbox: Partial<Type<"OutboxCounts">> = {}): Type<"SyncState"> {
  return {
    clock_off_ms: null,
    failure: null,
    detail: null,
    failing_since_ms: null,
    is_running: false,
    last_sync: null,
    now_ms: MORNING_MS,
    phase: "waiting",
    result: null,
    ...more,
    outbox: { blobs_waiting: 0, needs_attention: 0, waiting: 0, ...outbox },
  };
}

export function codeRead(text: string, more: Partial<Type<"CodeRead">> = {}): Type<"CodeRead"> {
  return { can_be_bound: false, former: null, is_damaged: false, meanings: [], near: [], text, ...more };
}
