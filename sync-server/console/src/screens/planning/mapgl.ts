// MapLibre, loaded when a map is looked at: its worker comes from here, and so do the tiles, whoever made them.
import * as maplibre from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { featuresOnMap, onMap, type Datum } from "./datum.ts";
import { boundsOf, graticule, type Features, type Point } from "./map.ts";

maplibre.setWorkerUrl(worker);

export interface Tiles {
  /** With `{z}`, `{x}` and `{y}`, of this server. */
  url: string;
  attribution: string;
  datum: Datum;
  zoomMin: number;
  zoomMax: number;
}

export interface Shown {
  sites: Features;
  people: Features;
  routes: Features;
}

const NOTHING: Features = { type: "FeatureCollection", features: [] };
const EMPTY_DEGREES = 0.02;
const ZOOM_MAX = 14;
const ZOOM_NEAR = 11;
const FONT = ["sans-serif"];

type Colours = Record<"bg" | "surface" | "line" | "ink" | "quiet" | "action" | "on-action" | "planned" | "under-way" | "waiting" | "attention", string>;

/** The tokens as they are now: a map is drawn in the theme of the moment. */
function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const names = ["bg", "surface", "line", "ink", "quiet", "action", "on-action", "planned", "under-way", "waiting", "attention"] as const;
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}

/** The library shows attributions as markup. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function style(tiles: Tiles | null): maplibre.StyleSpecification {
  const c = colours();
  const geojson = (more: object = {}) => ({ type: "geojson" as const, data: NOTHING as never, ...more });
  const words = { "text-font": FONT, "text-size": 12 } as const;
  const halo = { "text-halo-color": c.surface, "text-halo-width": 1.5 };
  return {
    version: 8,
    sources: {
      ...(tiles ? { tiles: { type: "raster" as const, tiles: [tiles.url], tileSize: 256, minzoom: tiles.zoomMin, maxzoom: tiles.zoomMax, attribution: escaped(tiles.attribution) } } : {}),
      globe: geojson(),
      sites: geojson({ cluster: true, clusterRadius: 44, clusterMaxZoom: 13, clusterProperties: { orders: ["+", ["get", "count"]], late: ["+", ["get", "late"]], waiting: ["+", ["get", "waiting"]] } }),
      routes: geojson(),
      people: geojson(),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": c.bg } },
      ...(tiles ? [{ id: "tiles", type: "raster" as const, source: "tiles" }] : []),
      ...(tiles
        ? []
        : [
            { id: "globe", type: "line" as const, source: "globe", paint: { "line-color": c.line, "line-width": 1 } },
            {
              id: "globe-words",
              type: "symbol" as const,
              source: "globe",
              filter: ["has", "name"] as never,
              layout: { ...words, "text-field": ["get", "name"] as never, "text-size": 11, "text-anchor": ["match", ["get", "side"], "left", "left", "top"] as never, "text-offset": [0.3, 0.2] as never, "text-allow-overlap": true },
              paint: { "text-color": c.quiet },
            },
          ]),
      { id: "routes", type: "line", source: "routes", filter: ["==", ["geometry-type"], "LineString"], layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": c.planned, "line-width": 2.5, "line-opacity": 0.75 } },
      { id: "sites", type: "circle", source: "sites", paint: { "circle-color": ["case", [">", ["get", "late"], 0], c.attention, [">", ["get", "waiting"], 0], c.waiting, c.planned], "circle-radius": ["interpolate", ["linear"], ["coalesce", ["get", "orders"], ["get", "count"]], 1, 11, 20, 20, 200, 30], "circle-stroke-color": c.surface, "circle-stroke-width": 2 } },
      { id: "sites-count", type: "symbol", source: "sites", layout: { ...words, "text-field": ["to-string", ["coalesce", ["get", "orders"], ["get", "count"]]], "text-allow-overlap": true }, paint: { "text-color": c.surface } },
      { id: "sites-name", type: "symbol", source: "sites", filter: ["!", ["has", "point_count"]], layout: { ...words, "text-field": ["get", "name"], "text-anchor": "top", "text-offset": [0, 1.1], "text-max-width": 12 }, paint: { "text-color": c.ink, ...halo } },
      { id: "stops", type: "symbol", source: "routes", filter: ["==", ["geometry-type"], "Point"], layout: { ...words, "text-field": ["to-string", ["get", "number"]], "text-anchor": "left", "text-offset": [1.1, -0.9], "text-allow-overlap": true }, paint: { "text-color": c.planned, ...halo } },
      { id: "people", type: "circle", source: "people", paint: { "circle-color": ["match", ["get", "kind"], "last", c["under-way"], c.surface], "circle-radius": 7, "circle-stroke-color": ["match", ["get", "kind"], "last", c.surface, c["under-way"]], "circle-stroke-width": 2 } },
      { id: "people-name", type: "symbol", source: "people", layout: { ...words, "text-field": ["get", "name"], "text-anchor": "bottom", "text-offset": [0, -0.8] }, paint: { "text-color": c["under-way"], ...halo } },
    ],
  };
}

export interface MapOnPage {
  show(shown: Shown): void;
  /** Everything in sight. */
  fit(points: readonly Point[]): void;
  fly(to: Point): void;
  close(): void;
}

type Words = Record<string, string>;

/** @throws where the browser draws no WebGL. */
export function draw(holder: HTMLElement, tiles: Tiles | null, locale: Words, onpress: (kind: "site" | "engineer", id: string) => void): MapOnPage {
  const map = new maplibre.Map({ container: holder, style: style(tiles), center: [110, 32], zoom: 3, maxZoom: 18, attributionControl: tiles?.attribution ? { compact: false } : false, dragRotate: false, pitchWithRotate: false, locale });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  const datum = tiles?.datum ?? "wgs84";
  let shown: Shown | null = null;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const duration = isStill ? 0 : 500;

  const source = (name: string) => map.getSource(name) as maplibre.GeoJSONSource | undefined;
  const put = () => {
    if (!shown || !map.isStyleLoaded()) return;
    for (const name of ["sites", "people", "routes"] as const) source(name)?.setData(featuresOnMap(shown[name], datum) as never);
  };
  const net = () => {
    const bounds = map.getBounds();
    source("globe")?.setData(graticule([[bounds.getWest(), bounds.getSouth()], [bounds.getEast(), bounds.getNorth()]]) as never);
  };
  map.on("load", () => {
    put();
    if (!tiles) net();
  });
  if (!tiles) map.on("moveend", net);

  map.on("click", ["sites", "sites-name", "people"], (event) => {
    const [feature] = event.features ?? [];
    if (!feature) return;
    const { id, cluster_id: cluster } = feature.properties as { id?: string; cluster_id?: number };
    if (cluster !== undefined) {
      const at = (feature.geometry as unknown as { coordinates: Point }).coordinates;
      void source("sites")?.getClusterExpansionZoom(cluster).then((zoom) => map.easeTo({ center: at, zoom, duration }));
    } else if (id) onpress(feature.layer.id === "people" ? "engineer" : "site", id);
  });
  for (const layer of ["sites", "sites-name", "people"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }

  return {
    show(next) {
      shown = next;
      put();
      // A style that is still being read takes what is shown when it is there.
      if (!map.isStyleLoaded()) void map.once("idle", put);
    },
    fit(points) {
      const bounds = boundsOf(points.map((point) => onMap(point, datum)));
      if (!bounds) return;
      const [[west, south], [east, north]] = bounds;
      map.fitBounds([[west - EMPTY_DEGREES, south - EMPTY_DEGREES], [east + EMPTY_DEGREES, north + EMPTY_DEGREES]], { padding: 48, maxZoom: ZOOM_MAX, duration: 0 });
    },
    fly(to) {
      map.easeTo({ center: onMap(to, datum), zoom: Math.max(map.getZoom(), ZOOM_NEAR), duration });
    },
    close() {
      map.remove();
    },
  };
}
