// Writes widget/static/built/ and assets/screen/built/start.js below src/truepenny/surfaces: the widget's modules as what its first view needs
// (app.js with core.js) and the rest (later.js), those of the screen as one small file, for the customers' sake. The modules stay the source: the desk serves them as they are
// whenever such a file was not made of exactly them (see digest).
import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, rmSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const surfaces = join(here, "../../src/truepenny/surfaces");
const source = join(surfaces, "widget/static");
const shared = join(surfaces, "assets");
const sharedModules = ["vendor/lit-html.js", "vendor/signals-core.js", "screen/keep.js"];

const modulesOf = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("built")).sort();

function digest() {
  const sum = createHash("sha256");
  for (const name of modulesOf(source)) if (name !== "loader.js") sum.update(name + "\n").update(readFileSync(join(source, name)));
  for (const name of sharedModules) sum.update(name + "\n").update(readFileSync(join(shared, name)));
  return sum.digest("hex").slice(0, 16);
}

// The desk serves assets as shared beside widget/: the same shape here, so that the relative imports resolve.
const stage = join(here, "node_modules/.stage");
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
cpSync(source, join(stage, "widget"), { recursive: true });
for (const name of sharedModules) cpSync(join(shared, name), join(stage, "shared", name));
// What both entries reach stands in one file: so all of the first view does, and one file compresses better than two.
appendFileSync(join(stage, "widget/views/later.js"), 'import "../app.js";\n');

const squeezed = (css) => css.replace(/\s*\n\s*/g, " ").replace(/ ?([{};,]) ?/g, "$1").replace(/: /g, ":").replace(/;}/g, "}");
const squeezeCss = {
  name: "squeeze-css",
  setup(context) {
    context.onLoad({ filter: /styles\/tokens\.js$/ }, ({ path }) => ({ contents: readFileSync(path, "utf-8").replace(/`([^`]*)`/g, (_, css) => "`" + squeezed(css) + "`") }));
    context.onLoad({ filter: /(?:styles\/(?:frame|talk|later)|screen\/sheet)\.js$/ }, async ({ path }) => { // each holds one whole sheet
      const [before, css, after] = readFileSync(path, "utf-8").split("`");
      return { contents: before + "`" + (await transform(css, { loader: "css", minify: true })).code.trim() + "`" + after };
    });
  },
};
await build({
  entryPoints: [join(stage, "widget/app.js"), join(stage, "widget/views/later.js")], outdir: join(source, "built"), entryNames: "[name]", chunkNames: "core", splitting: true, bundle: true, format: "esm", minify: true, target: "es2022",
  legalComments: "none", logLevel: "warning", plugins: [squeezeCss],
  banner: { js: `/* made of ${digest()}; licences: ../../shared/vendor */` },
});

// What is left of line breaks stands in templates: their indentation is only for those who write them.
for (const name of readdirSync(join(source, "built"))) {
  const built = join(source, "built", name);
  writeFileSync(built, readFileSync(built, "utf-8").replace(/\n +/g, "\n"));
}

// The screen, fetched by widget and portal when somebody writes: the same for its modules.
const screen = join(shared, "screen");
const screenSum = createHash("sha256");
for (const name of modulesOf(screen)) screenSum.update(name + "\n").update(readFileSync(join(screen, name)));
await build({
  entryPoints: [join(screen, "start.js")], outfile: join(screen, "built/start.js"), bundle: true, format: "esm", minify: true, target: "es2022",
  legalComments: "none", logLevel: "warning", plugins: [squeezeCss], banner: { js: `/* made of ${screenSum.digest("hex")} */` },
});
