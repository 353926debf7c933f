// The catalogue of shared/messages as modules, one a language: what the screens say, and what people call the codes of the
// domain. What only programs in a terminal or paper say is left out.
import { parse, serialize, Resource } from "@fluent/syntax";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PREFIX = "messages:";
const SAID_EVERYWHERE = "code-";

export function messages(folder: string): Plugin {
  const screens = join(folder, "screens");
  return {
    name: "messages",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const tag = id.slice(PREFIX.length + 1);
      const everywhere = join(folder, `${tag}.ftl`);
      const files = readdirSync(screens).filter((name) => name.endsWith(`.${tag}.ftl`)).sort();
      this.addWatchFile(everywhere);
      const codes = parse(readFileSync(everywhere, "utf8"), {}).body.filter(
        (entry) => entry.type === "Message" && entry.id.name.startsWith(SAID_EVERYWHERE),
      );
      const said = files.flatMap((name) => {
        const path = join(screens, name);
        this.addWatchFile(path);
        return parse(readFileSync(path, "utf8"), {}).body.filter((entry) => entry.type === "Message");
      });
      for (const entry of [...codes, ...said]) if (entry.type === "Message") entry.comment = null;
      return `export default ${JSON.stringify(serialize(new Resource([...codes, ...said]), {}))};`;
    },
  };
}
