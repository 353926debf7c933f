// Ids of records that are made at the desk: 48 bits of time and 80 of chance, so that newer ones sort behind older ones.

/** Crockford's base 32: no I, L, O or U. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHANCE_BYTES = 10;
const TIME_DIGITS = 10;
const CHANCE_DIGITS = 16;

export function ulid(nowMs: number = Date.now()): string {
  const chance = crypto.getRandomValues(new Uint8Array(CHANCE_BYTES));
  const number = chance.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return written(BigInt(Math.trunc(nowMs)), TIME_DIGITS) + written(number, CHANCE_DIGITS);
}

function written(number: bigint, digits: number): string {
  let text = "";
  let rest = number;
  for (let at = 0; at < digits; at += 1) {
    text = (DIGITS[Number(rest & 31n)] ?? "0") + text;
    rest >>= 5n;
  }
  return text;
}
