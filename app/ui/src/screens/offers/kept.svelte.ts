// The claims made on this phone, kept so that their end can be told once their orders are no longer offers.
import { call } from "../../door/door.ts";
import { type Claimed, withClaim, withoutClaim } from "./claims.ts";

const PLACE = "offers/claimed";
const state = $state<{ claims: Claimed[] }>({ claims: [] });
let isRead = false;

async function read() {
  if (isRead) return;
  const held = await call("draft", { place: PLACE }).catch(() => null);
  if (isRead) return;
  isRead = true;
  state.claims = (held?.body as { claims?: Claimed[] } | undefined)?.claims ?? [];
}

async function keep(claims: Claimed[]) {
  state.claims = claims;
  await call("save_draft", { place: PLACE, body: { claims } }).catch(() => {});
}

export const kept = {
  get claims(): readonly Claimed[] {
    void read();
    return state.claims;
  },
  async add(claim: Claimed) {
    await read();
    await keep(withClaim(state.claims, claim));
  },
  async putAway(order: string) {
    await read();
    await keep(withoutClaim(state.claims, order));
  },
};
