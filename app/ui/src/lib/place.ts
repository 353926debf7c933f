// Where the phone is, at the moment of a press and never else, and only where its user said so.
import { call, type Type } from "../door/door.ts";

const WAIT_MS = 1_500;
const MICRO = 1_000_000;

/** Never keeps a press waiting: what does not come in a moment is left out. */
export async function placeNow(): Promise<Type<"Place"> | null> {
  const { preferences } = await call("hello", {});
  if (!preferences.notes_place || !("geolocation" in navigator)) return null;
  return new Promise((done) => {
    const timer = setTimeout(() => done(null), WAIT_MS);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(timer);
        done({
          latitude_udeg: Math.round(coords.latitude * MICRO),
          longitude_udeg: Math.round(coords.longitude * MICRO),
          accuracy_m: Math.round(coords.accuracy),
        } as Type<"Place">);
      },
      () => {
        clearTimeout(timer);
        done(null);
      },
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: WAIT_MS },
    );
  });
}
