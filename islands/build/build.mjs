// Builds the front end into src/tidtam/ui/static/dist: one self-contained script per island, the fonts and their sheet.
// Names carry no hash: Django's manifest storage adds one, and needs no knowledge of module imports that way.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = new URL("../../", import.meta.url);
const dist = new URL("src/tidtam/ui/static/dist/", root);
const islands = new URL("islands/", root);

// The ranges are those of the Unicode blocks; Thai first so that a Thai page fetches the Latin file only when it needs it.
const RANGES = {
  thai: "U+0E01-0E5B, U+200C-200D, U+25CC",
  latin: "U+0000-00FF, U+0131, U+0152-0153, U+2000-200B, U+2010-206F, U+20AC, U+2122, U+2191-2193, U+2212, U+2260",
};
const FONTS = [
  { family: "IBM Plex Sans Thai Looped", name: "ibm-plex-sans-thai-looped", weights: [400, 600] },
  { family: "Anuphan", name: "anuphan", weights: [400, 600] },
  { family: "Sarabun", name: "sarabun", weights: [400, 600] },
];

function fonts() {
  mkdirSync(new URL("fonts/", dist), { recursive: true });
  const rules = [];
  for (const { family, name, weights } of FONTS) {
    copyFileSync(new URL(`node_modules/@fontsource/${name}/LICENSE`, root), new URL(`fonts/${name}-LICENSE.txt`, dist));
    for (const weight of weights)
      for (const [subset, range] of Object.entries(RANGES)) {
        const file = `${name}-${subset}-${weight}-normal.woff2`;
        copyFileSync(new URL(`node_modules/@fontsource/${name}/files/${file}`, root), new URL(`fonts/${file}`, dist));
        rules.push(
          `@font-face { font-family: "${family}"; font-style: normal; font-weight: ${weight}; font-display: swap; ` +
            `src: url("fonts/${file}") format("woff2"); unicode-range: ${range}; }`,
        );
      }
  }
  writeFileSync(new URL("fonts.css", dist), `${rules.join("\n")}\n`);
}

async function island(name) {
  await build({
    configFile: false,
    root: fileURLToPath(root),
    logLevel: "warn",
    publicDir: false,
    // A library build leaves this to its reader, and a browser has no process; what it guards is for developers.
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      outDir: fileURLToPath(dist),
      emptyOutDir: false,
      target: "es2020",
      // A library build keeps its blanks otherwise: the charts would be twice as large.
      rolldownOptions: { output: { minify: true } },
      lib: {
        entry: fileURLToPath(new URL(`${name}/index.ts`, islands)),
        formats: ["es"],
        fileName: () => `${name}.js`,
      },
    },
  });
}

// The map's sheet and its worker as they come: the worker is a module of its own that nothing imports.
function maplibre() {
  const from = new URL("node_modules/maplibre-gl/dist/", root);
  copyFileSync(new URL("maplibre-gl.css", from), new URL("maplibre.css", dist));
  const worker = readFileSync(new URL("maplibre-gl-worker.mjs", from), "utf8");
  writeFileSync(new URL("maplibre-worker.js", dist), worker.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

rmSync(dist, { recursive: true, force: true });
fonts();
maplibre();
const names = readdirSync(islands).filter((name) => existsSync(new URL(`${name}/index.ts`, islands)));
for (const name of names.sort()) await island(name);
console.log(`fonts and ${names.length} islands: ${names.join(", ")}`);
