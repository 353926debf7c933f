// All field devices, as they stand while a screen shows them. What arrives from one changes visits and orders, and when it was heard.
import type { Reading } from "$api/read.svelte.ts";
import { session } from "$api/session.svelte.ts";
import { reading } from "$lib/every.svelte.ts";
import { allDevices, type Device } from "./devices.ts";

/** Asked while a component begins. */
export function fieldDevices(): Reading<Device[]> {
  return reading(() => (session.reads("field_device") ? allDevices : null), ["field_device", "visit", "work_order"]);
}
