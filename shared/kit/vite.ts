// What both front ends are built with: the catalogue of messages as modules, and where the kit finds its packages.
import type * as Fluent from "@fluent/syntax";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PREFIX = "messages:";
const SAID_EVERYWHERE = "code-";

/**
 * The catalogue of shared/messages, one module a language: what the screens say, and what people call the codes of the domain.
 * What only programs in a terminal or paper say is left out, and so are the areas that `isSaid` does not want (`screens/van`).
 */
export function messages({ parse, serialize, Resource }: typeof Fluent, folder: string, isSaid: (area: string) => boolean): Plugin {
  return {
    name: "messages",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const tag = id.slice(PREFIX.length + 1);
      const read = (path: string) => {
        this.addWatchFile(path);
        return parse(readFileSync(path, "utf8"), {}).body.filter((entry) => entry.type === "Message");
      };
      const areas = ["screens", "console"].flatMap((place) =>
        readdirSync(join(folder, place))
          .filter((name) => name.endsWith(`.${tag}.ftl`))
          .map((name) => `${place}/${name.slice(0, -`.${tag}.ftl`.length)}`),
      );
      const codes = read(join(folder, `${tag}.ftl`)).filter((entry) => entry.id.name.startsWith(SAID_EVERYWHERE));
      const said = areas.filter(isSaid).sort().flatMap((area) => read(join(folder, `${area}.${tag}.ftl`)));
      for (const entry of [...codes, ...said]) entry.comment = null;
      return `export default ${JSON.stringify(serialize(new Resource([...codes, ...said]), {}))};`;
    },
  };
}

/** The kit lives outside, and finds its packages with whoever shows it: `from` is a file of theirs. */
export function packagesOfKit(from: string): Plugin {
  return {
    name: "packages-of-kit",
    enforce: "pre",
    resolveId(id, importer, options) {
      const isPackage = /^[a-z@]/.test(id) && !id.includes(":");
      if (!isPackage || !importer?.includes("/shared/kit/")) return null;
      return this.resolve(id, from, { ...options, skipSelf: true });
    },
  };
}
