// Whether the phone that is waited for has come, and how long its code holds.
import type { Device } from "./devices.ts";

/** `before` has the user's field devices with since when they were enrolled; one that is enrolled anew counts as well. */
export function enrolledSince(before: ReadonlyMap<string, string>, devices: readonly Device[], user: string): Device | undefined {
  return devices.find((device) => device.users.includes(user) && before.get(device.id) !== (device.enrolled ?? ""));
}

/** 14:05 */
export function leftSaid(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
