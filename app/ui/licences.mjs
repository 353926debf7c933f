// The packages that the screens are made with and what they are licensed under, for the screen that says so:
// node licences.mjs, after every change of package-lock.json. With --check nothing is written, and stale is an error.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here("./src/screens/settings/licences.json");
const lock = JSON.parse(readFileSync(here("./package-lock.json"), "utf8")).packages;

/** Where the package of a name lies, seen from the place of another. */
function placeOf(name, from) {
  for (let at = from; ; ) {
    const place = `${at ? `${at}/` : ""}node_modules/${name}`;
    if (lock[place]) return place;
    if (at === "") return undefined;
    at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1));
  }
}

/** Everything that runs needs, and nothing that only some systems want or that only builds. */
function bundled() {
  const found = new Set();
  const visit = (from) => {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = lock[from];
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
    for (const name of [...Object.keys(dependencies), ...peers]) {
      const place = placeOf(name, from);
      if (!place || found.has(place) || lock[place].dev || lock[place].optional) continue;
      found.add(place);
      visit(place);
    }
  };
  visit("");
  return [...found];
}

function textOf(place) {
  const folder = here(`./${place}`);
  if (!existsSync(folder)) throw new Error(`${place} is not there; run npm ci`);
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying)/i.test(name)).sort();
  return names.map((name) => readFileSync(join(folder, name), "utf8").replace(/\r\n/g, "\n").trim()).join("\n\n");
}

function licenceOf(place, text) {
  const said = JSON.parse(readFileSync(here(`./${place}/package.json`), "utf8")).license ?? lock[place].license;
  if (said) return said;
  if (/\bMIT License\b|Permission is hereby granted, free of charge/i.test(text)) return "MIT";
  throw new Error(`${place} does not say what it is licensed under`);
}

const texts = [];
const packages = bundled()
  .map((place) => {
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const text = textOf(place);
    if (text && !texts.includes(text)) texts.push(text);
    return { name, version: lock[place].version, licence: licenceOf(place, text), text: text ? texts.indexOf(text) : null };
  })
  .sort((a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"));
const written = `${JSON.stringify({ packages, texts }, null, 1)}\n`;
const isFresh = existsSync(OUT) && readFileSync(OUT, "utf8") === written;
if (process.argv.includes("--check")) {
  if (!isFresh) {
    console.error("licences.json is stale: run node licences.mjs");
    process.exitCode = 1;
  }
} else if (!isFresh) {
  writeFileSync(OUT, written);
}
console.log(`${packages.length} packages, ${texts.length} texts`);
