// Where the phone is, for who presses to say it. Unlike the place of a press it may take a moment, and says why it failed.

export type NoPosition = "denied" | "unknown";
const WAIT_MS = 15_000;

/** A geo URI: `geo:31.230416,121.473701;u=12`. */
export function positionNow(): Promise<{ geo: string; accuracyM: number } | NoPosition> {
  return new Promise((done) => {
    if (!("geolocation" in navigator)) return done("unknown");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const accuracyM = Math.round(coords.accuracy);
        const point = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
        done({ geo: accuracyM > 0 ? `geo:${point};u=${accuracyM}` : `geo:${point}`, accuracyM });
      },
      (error) => done(error.code === error.PERMISSION_DENIED ? "denied" : "unknown"),
      { enableHighAccuracy: true, maximumAge: 10_000, timeout: WAIT_MS },
    );
  });
}

/** The point of a geo URI in millionths of a degree. */
export function pointOf(geo: string): { latitude_udeg: number; longitude_udeg: number } | null {
  const found = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/.exec(geo);
  if (!found) return null;
  return { latitude_udeg: Math.round(Number(found[1]) * 1_000_000), longitude_udeg: Math.round(Number(found[2]) * 1_000_000) };
}
