// What somebody may do, and for how long yet.
import { type Body, isBody, listAt } from "../setup/form/body.ts";

/** From so many days before its end on, a skill is said to end soon. */
export const SOON_DAYS = 60;
const DAY_MS = 86_400_000;

export interface Held {
  code: string;
  name: { zh?: string; en?: string };
  level: number;
  /** 2027-03-31 */
  expiresOn: string | null;
  state: "valid" | "soon" | "ended";
}

/** `today` is a day as the core writes it; the last day still counts. */
export function skillsOf(user: Body, today: string): Held[] {
  return listAt(user, "skills")
    .filter(isBody)
    .map((skill) => {
      const expiresOn = typeof skill.expires_on === "string" ? skill.expires_on : null;
      const left = expiresOn === null ? Infinity : (Date.parse(expiresOn) - Date.parse(today)) / DAY_MS;
      const state = left < 0 ? "ended" : left <= SOON_DAYS ? "soon" : "valid";
      return { code: String(skill.code ?? ""), name: isBody(skill.name) ? skill.name : {}, level: Number(skill.level ?? 0), expiresOn, state };
    });
}

/** The worst of them, for a row. */
export function endingOf(user: Body, today: string): "soon" | "ended" | undefined {
  const states = skillsOf(user, today).map(({ state }) => state);
  return states.includes("ended") ? "ended" : states.includes("soon") ? "soon" : undefined;
}
