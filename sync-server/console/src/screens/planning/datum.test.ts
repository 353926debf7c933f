import { expect, test } from "vitest";
import { featuresOnMap, onMap } from "./datum.ts";
import type { Point } from "./map.ts";

const M_PER_DEGREE = 111_000;
const metres = ([a, b]: Point, [c, d]: Point) => Math.hypot((a - c) * Math.cos((b * Math.PI) / 180), b - d) * M_PER_DEGREE;

test("a place in China is moved as its maps are", () => {
  // As a library for such transformations has them.
  const KNOWN: readonly [Point, Point][] = [
    [[116.397, 39.909], [116.403244, 39.910403]],
    [[121.4737, 31.2304], [121.478223, 31.228458]],
    [[113.2644, 23.1291], [113.26973, 23.126423]],
    [[87.6168, 43.8256], [87.61965, 43.826805]],
  ];
  for (const [wgs, gcj] of KNOWN) expect(metres(onMap(wgs, "gcj02"), gcj), String(wgs)).toBeLessThan(1);
});

test("elsewhere, and on other maps, it stays where it is", () => {
  expect(onMap([13.4, 52.5], "gcj02")).toEqual([13.4, 52.5]);
  expect(onMap([116.397, 39.909], "wgs84")).toEqual([116.397, 39.909]);
  const features = { type: "FeatureCollection" as const, features: [{ type: "Feature" as const, properties: { id: "a" }, geometry: { type: "LineString" as const, coordinates: [[116.397, 39.909], [13.4, 52.5]] as Point[] } }] };
  const moved = featuresOnMap(features, "gcj02").features[0]?.geometry;
  expect(moved?.coordinates[1]).toEqual([13.4, 52.5]);
  expect(moved?.coordinates[0]).not.toEqual([116.397, 39.909]);
  expect(featuresOnMap(features, "wgs84")).toBe(features);
});
