// What the screens say, from the catalogue, so that stories press what people read.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../shared/messages", import.meta.url));

function bundle(tag) {
  const bundle = new FluentBundle(tag, { useIsolating: false });
  const areas = ["screens", "console"].flatMap((place) => readdirSync(`${folder}/${place}`).map((name) => `${place}/${name}`));
  for (const path of [`${tag}.ftl`, ...areas.filter((name) => name.endsWith(`.${tag}.ftl`))]) {
    bundle.addResource(new FluentResource(readFileSync(`${folder}/${path}`, "utf8")), { allowOverrides: true });
  }
  return bundle;
}

const bundles = { zh: bundle("zh-CN"), en: bundle("en") };

/** The sentence of a key, in Chinese where no language is named. */
export function said(key, variables, language = "zh") {
  const { [language]: catalogue } = bundles;
  const message = catalogue.getMessage(key);
  if (!message?.value) throw new Error(`nothing is said under ${key}`);
  return catalogue.formatPattern(message.value, variables ?? null).trim();
}
