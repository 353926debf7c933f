// What waits on a field device and would be lost with it, in words; what is not known is said to be.
import { bytes } from "$kit/words/format.ts";
import { t } from "$kit/words/words.svelte.ts";
import { when } from "$lib/times.ts";
import type { Device } from "./devices.ts";

/** `7 things and 2 files (1.2 MB) since 09:12` */
export function waitingSaid(device: Device): string {
  if (device.wipe?.receipts_outstanding != null) return t("people-unsent", { count: device.wipe.receipts_outstanding });
  if (!device.waiting) return t(device.last_sync ? "people-waiting-unknown" : "people-waiting-never");
  const { units, files, file_bytes, since } = device.waiting;
  if (units === 0 && files === 0) return t("people-waiting-none");
  const things = [units ? t("people-waiting-units", { count: units }) : "", files ? t("people-waiting-files", { count: files, size: bytes(file_bytes) }) : ""];
  return [things.filter(Boolean).join(t("people-waiting-and")), since ? t("people-waiting-since", { when: when(since) }) : ""].filter(Boolean).join(" ");
}

export const isWaiting = ({ waiting }: Device): boolean => waiting != null && waiting.units + waiting.files > 0;

/** Before it is revoked: what is known to be lost, and that there may be more. */
export function lossSaid(device: Device): string {
  if (!device.last_sync) return t("people-loss-never");
  const sync = when(device.last_sync);
  if (!device.waiting) return t("people-loss-unknown", { sync });
  return isWaiting(device) ? t("people-loss-known", { what: waitingSaid(device), sync }) : t("people-loss-none", { sync });
}
