// Who can go: engineers and experts, with what each lacks for the job.
import type { Held } from "$lib/records.ts";
import type { Type } from "$api/api.ts";

export interface Engineer {
  id: string;
  user: Type<"User">;
  isExpert: boolean;
  /** Codes of skills that the order wants and this one has not, or not any more. */
  lacking: string[];
}

/** A skill that has run out is none. `day` is 2026-11-30. */
function has(user: Type<"User">, code: string, day: string): boolean {
  return user.skills.some((skill) => skill.code === code && (!skill.expires_on || skill.expires_on >= day));
}

/** Those who lack nothing first. */
export function engineers(users: readonly Held<"user">[], wanted: readonly string[], day: string): Engineer[] {
  return users
    .filter(({ body }) => !body.is_disabled && (body.roles.includes("engineer") || body.roles.includes("expert")))
    .map(({ id, body }) => ({ id, user: body, isExpert: !body.roles.includes("engineer"), lacking: wanted.filter((code) => !has(body, code, day)) }))
    .sort((a, b) => a.lacking.length - b.lacking.length || a.user.number.localeCompare(b.user.number));
}
