// Names of new things: ULIDs, drawn here so that a form that is sent twice makes one thing.
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

export function newId(nowMs: number = Date.now()): string {
  let time = "";
  for (let rest = nowMs, at = 0; at < TIME_DIGITS; at += 1, rest = Math.floor(rest / 32)) time = DIGITS.charAt(rest % 32) + time;
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_DIGITS));
  return time + Array.from(random, (byte) => DIGITS.charAt(byte % 32)).join("");
}
