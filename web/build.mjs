// SPDX-License-Identifier: Apache-2.0
// Bundles the desk into dist/, which the server embeds as it is: index.html with app.js (the screens that are not always needed
// in pieces of their own), join.html with join.js for the sign-up page, app.css for both, and sw.js, which keeps them all on the
// device. Scripts and styles have their contents in their names, below kept/: a browser that has one never asks for it again. Fails when all of it together is over the budget, because a shop's phone loads it over a weak line.
import { build, context } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const budget = 120 * 1000; // bytes, gzip, scripts and styles together

const common = {
  absWorkingDir: here,
  outdir: "dist",
  bundle: true,
  minify: true,
  target: ["es2021", "chrome91", "firefox90", "safari15"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};
const { version: terser } = createRequire(import.meta.url)("terser/package.json");
const screens = {
  ...common,
  entryPoints: { app: "src/main.tsx", join: "src/join/main.tsx" },
  format: "esm",
  splitting: true,
  entryNames: "kept/[name]-[hash]",
  chunkNames: "kept/part-[hash]",
  banner: { js: `/* terser ${terser} */` }, // It makes the script that is sent, so it has a part in the name; the comment itself goes.
  inject: ["src/ui/jsx.ts"],
  tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "jsxElement", jsxFragmentFactory: "jsxFragment" } }, // a kilobyte less than the automatic one, which the editor's checks go by
};

const address = (output) => output.replace(/^dist/, "");

/** Writes the names of script and style into a page, and tells the browser at once of the pieces that the script would ask for only after it came. */
function fill(page, name, { outputs }) {
  const made = (ext) => Object.keys(outputs).find((o) => o.startsWith(`dist/kept/${ext === "css" ? "app" : name}-`) && o.endsWith(`.${ext}`));
  const pieces = outputs[made("js")].imports.filter((i) => i.kind === "import-statement").map((i) => address(i.path));
  const links = pieces.map((p) => `  <link rel="modulepreload" href="${p}">\n`).join("");
  const path = join(dist, page);
  writeFileSync(path, readFileSync(path, "utf8").replace("/app.css", address(made("css"))).replace(`/${name}.js`, address(made("js"))).replace("</head>", `${links}</head>`));
}

/** Makes each piece of script once more: nearly two kilobytes smaller, gzipped, than the bundler's own. */
async function squeeze({ outputs }) {
  for (const path of Object.keys(outputs).filter((o) => o.endsWith(".js"))) {
    const { code } = await minify(readFileSync(join(here, path), "utf8"), { module: true, ecma: 2020, compress: { passes: 3 } });
    writeFileSync(join(here, path), code);
  }
}

const all = () => readdirSync(dist, { recursive: true }).filter((f) => f.includes(".")).sort();

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
cpSync(join(here, "static"), dist, { recursive: true });

if (process.argv.includes("--watch")) {
  const watching = await context({ ...screens, minify: false, sourcemap: "inline" });
  await watching.watch();
} else {
  const { metafile } = await build({ ...screens, metafile: true });
  await squeeze(metafile);
  for (const [page, name] of [["index.html", "app"], ["join.html", "join"]]) fill(page, name, metafile);
  const files = all();
  const version = createHash("sha256");
  for (const name of files) version.update(name).update(readFileSync(join(dist, name)));
  await build({
    ...common,
    entryPoints: { sw: "src/offline/sw.js" },
    format: "iife",
    define: {
      VERSION: JSON.stringify(version.digest("hex").slice(0, 16)),
      FILES: JSON.stringify(files.filter((f) => f !== "index.html").map((f) => `/${f}`)),
    },
  });
  let total = 0;
  for (const name of all()) {
    const size = gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
    if (/\.(js|css)$/.test(name)) total += size;
    console.log(`${name.padEnd(24)} ${(size / 1000).toFixed(1).padStart(6)} kB gz`);
  }
  console.log(`${"scripts and styles".padEnd(24)} ${(total / 1000).toFixed(1).padStart(6)} kB gz`);
  if (total > budget) {
    console.error(`the desk is over its budget of ${budget / 1000} kB gz`);
    process.exit(1);
  }
}
