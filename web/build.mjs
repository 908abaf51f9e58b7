// SPDX-License-Identifier: Apache-2.0
// Bundles the desk into dist/: index.html, app.js, app.css, favicon.svg, manifest.webmanifest. The server embeds that folder
// as it is. Fails when all of it together is over the budget, because a shop's phone loads it over a weak line.
import { build, context } from "esbuild";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const budget = 100 * 1000; // bytes, gzip, all files together

const options = {
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
cpSync(join(here, "static"), dist, { recursive: true });

if (process.argv.includes("--watch")) {
  const watching = await context({ ...options, minify: false, sourcemap: "inline" });
  await watching.watch();
} else {
  await build(options);
  let total = 0;
  for (const name of readdirSync(dist).sort()) {
    const size = gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
    total += size;
    console.log(`${name.padEnd(24)} ${(size / 1000).toFixed(1).padStart(6)} kB gz`);
  }
  console.log(`${"all".padEnd(24)} ${(total / 1000).toFixed(1).padStart(6)} kB gz`);
  if (total > budget) {
    console.error(`the desk is over its budget of ${budget / 1000} kB gz`);
    process.exit(1);
  }
}
