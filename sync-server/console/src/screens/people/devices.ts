// Field devices: all of them, how each stands, and which app is the newest.
import { ask, type Type } from "$api/api.ts";

export type Device = Type<"FieldDeviceRow">;
export type Stand = "wiping" | "wiped" | "revoked" | "forked" | "never" | "silent" | "fine";

const PAGE = 200;
const PAGES_MAX = 60;
const HOUR_MS = 3_600_000;

/** @throws {Failed} */
export async function allDevices(): Promise<Device[]> {
  const all: Device[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/field-devices", { query: { limit: PAGE, cursor } });
    all.push(...answer.items);
    if (!answer.next) break;
    cursor = answer.next;
  }
  return all;
}

export function standOf(device: Device, silentHours: number, nowMs: number): Stand {
  if (device.wipe) return device.wipe.done ? "wiped" : "wiping";
  if (device.is_revoked) return "revoked";
  if (device.is_forked) return "forked";
  if (!device.last_sync) return "never";
  return nowMs - Date.parse(device.last_sync) > silentHours * HOUR_MS ? "silent" : "fine";
}

/** Somebody should look at it. */
export const wantsLook = (stand: Stand): boolean => stand === "forked" || stand === "silent" || stand === "wiping";

const numbers = (version: string): number[] => version.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0);

/** As versions are compared: 0.10.0 is newer than 0.9.1. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0];
    if (left !== right) return left < right;
  }
  return false;
}

export function newestOf(devices: readonly Device[]): string {
  return devices.reduce((newest, { app_version }) => (newest === "" || isOlder(newest, app_version) ? app_version : newest), "");
}
