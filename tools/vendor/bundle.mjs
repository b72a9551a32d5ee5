// Writes src/truepenny/surfaces/widget/static/built/app.js: the widget's modules as one small file, for the customers' sake (one request, half
// the bytes). The modules stay the source: the desk serves them as they are whenever this file was not made of exactly them (see digest).
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const surfaces = join(here, "../../src/truepenny/surfaces");
const source = join(surfaces, "widget/static");
const vendor = join(surfaces, "assets/vendor");
const libraries = ["lit-html.js", "signals-core.js"];

function digest() {
  const names = readdirSync(source, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("built") && name !== "loader.js").sort();
  const sum = createHash("sha256");
  for (const name of names) sum.update(name + "\n").update(readFileSync(join(source, name)));
  for (const name of libraries) sum.update(name + "\n").update(readFileSync(join(vendor, name)));
  return sum.digest("hex");
}

// The desk serves assets/vendor as shared/vendor beside widget/: the same shape here, so that the relative imports resolve.
const stage = join(here, "node_modules/.stage");
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
cpSync(source, join(stage, "widget"), { recursive: true });
cpSync(vendor, join(stage, "shared/vendor"), { recursive: true });

const squeezeCss = {
  name: "squeeze-css",
  setup: (context) => context.onLoad({ filter: /widget\/styles\/(tokens|frame|talk)\.js$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf-8").replace(/`([^`]*)`/g, (_, css) => "`" + css.replace(/\s*\n\s*/g, " ").replace(/ ?([{};,]) ?/g, "$1").replace(/: /g, ":").replace(/;}/g, "}") + "`"),
  })),
};
await build({
  entryPoints: [join(stage, "widget/app.js")], outfile: join(source, "built/app.js"), bundle: true, format: "esm", minify: true, target: "es2022",
  legalComments: "none", logLevel: "warning", plugins: [squeezeCss],
  banner: { js: `/* made of ${digest()}; lit-html (BSD-3-Clause, Google LLC) and @preact/signals-core (MIT): see ../../shared/vendor */` },
});
