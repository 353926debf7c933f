// Maps of mainland China are drawn in GCJ-02, which is WGS-84 moved by a few hundred metres, otherwise at every place. Places are kept in
// WGS-84; over such a map they are moved as the map is. The published formula: a polynomial and waves over the distance from
// 105° E, 35° N, in metres on the Krasovsky ellipsoid. Outside of China both are the same.
import type { Type } from "$api/api.ts";
import type { Features, Point } from "./map.ts";

export type Datum = Type<"MapDatum">;

const [WEST, EAST, SOUTH, NORTH] = [72.004, 137.8347, 0.8293, 55.8271];
const [MID_LONGITUDE, MID_LATITUDE] = [105, 35];
/** Half the longer axis, in metres, and the eccentricity squared. */
const [AXIS_M, ECCENTRICITY] = [6_378_245, 0.006_693_421_622_965_943];
const RADIAN = Math.PI / 180;

/** Amplitude and how often in π: added up, and taken by two thirds. */
const waves = (at: number, parts: readonly (readonly [number, number])[]): number => (parts.reduce((sum, [amplitude, times]) => sum + amplitude * Math.sin(times * Math.PI * at), 0) * 2) / 3;
const COMMON = [[20, 6], [20, 2]] as const;

function shiftNorth(x: number, y: number): number {
  const plane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return plane + waves(x, COMMON) + waves(y, [[20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]]);
}

function shiftEast(x: number, y: number): number {
  const plane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return plane + waves(x, COMMON) + waves(x, [[20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]]);
}

/** Where a place is on a map of this datum. */
export function onMap([longitude, latitude]: Point, datum: Datum): Point {
  const isInChina = longitude > WEST && longitude < EAST && latitude > SOUTH && latitude < NORTH;
  if (datum !== "gcj02" || !isInChina) return [longitude, latitude];
  const [x, y] = [longitude - MID_LONGITUDE, latitude - MID_LATITUDE];
  const sine = Math.sin(latitude * RADIAN);
  const bend = 1 - ECCENTRICITY * sine * sine;
  const meridian_m = (AXIS_M * (1 - ECCENTRICITY)) / (bend * Math.sqrt(bend));
  const parallel_m = (AXIS_M / Math.sqrt(bend)) * Math.cos(latitude * RADIAN);
  return [longitude + shiftEast(x, y) / (parallel_m * RADIAN), latitude + shiftNorth(x, y) / (meridian_m * RADIAN)];
}

export function featuresOnMap(features: Features, datum: Datum): Features {
  if (datum !== "gcj02") return features;
  return {
    ...features,
    features: features.features.map((feature) => ({
      ...feature,
      geometry:
        feature.geometry.type === "Point"
          ? { type: "Point", coordinates: onMap(feature.geometry.coordinates, datum) }
          : { type: "LineString", coordinates: feature.geometry.coordinates.map((point) => onMap(point, datum)) },
    })),
  };
}
