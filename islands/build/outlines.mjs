// Draw the outlines of the 77 provinces once: ui/static/ui/thailand.svg (one path per province code) and
// ui/outlines.json (how degrees become units of the drawing, the box of each province).
// Source: @svg-maps/thailand (CC BY 4.0); its projection is not stated, so it is fitted to the provinces' own boxes.
import { readFileSync, writeFileSync } from "node:fs";
import map from "@svg-maps/thailand";

const TOLERANCE = 0.7; // units of the drawing; Thailand is 1,025 high
const ALSO = { utd: "53", nrt: "80" }; // the drawing's own letters
const own = Object.fromEntries(
  [
    ...readFileSync("src/tidtam/places/provinces.py", "utf8").matchAll(/Province\("(\d\d)", "[^"]+", "([A-Z]{3})"/g),
  ].map(([, code, letters]) => [letters.toLowerCase(), code]),
);

function rings(path) {
  let [x, y] = [0, 0];
  return path
    .split("m")
    .slice(1)
    .map((part) =>
      part
        .replace("z", "")
        .trim()
        .split(/\s+/)
        .map((pair) => {
          const [dx, dy] = pair.split(",").map(Number);
          [x, y] = [x + dx, y + dy];
          return [x, y];
        }),
    )
    .map((ring) => {
      [x, y] = ring[0]; // z returns to where the ring began
      return ring;
    });
}

function simpler(points) {
  if (points.length < 4) return points;
  const keep = new Set([0, points.length - 1]);
  const stack = [[0, points.length - 1]];
  while (stack.length) {
    const [from, to] = stack.pop();
    const [[ax, ay], [bx, by]] = [points[from], points[to]];
    const length = Math.hypot(bx - ax, by - ay);
    let [far, at] = [TOLERANCE, -1];
    for (let i = from + 1; i < to; i++) {
      const [px, py] = points[i];
      const d = length
        ? Math.abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
        : Math.hypot(px - ax, py - ay);
      if (d > far) [far, at] = [d, i];
    }
    if (at > 0) {
      keep.add(at);
      stack.push([from, at], [at, to]);
    }
  }
  return points.filter((_, i) => keep.has(i));
}

const box = (points) => {
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};
const drawn = {};
const boxes = {};
for (const { id, path } of map.locations) {
  const code = own[id] ?? ALSO[id];
  if (!code) continue; // a lake
  const found = rings(path);
  boxes[code] = box(found.flat());
  drawn[code] = found
    .map(simpler)
    .filter((ring) => ring.length > 2)
    .map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}z`)
    .join("");
}
const missing = Object.values(own).filter((code) => !drawn[code]);
if (missing.length || Object.keys(drawn).length !== 77) throw new Error(`no outline: ${missing}`);

// Least squares over the corners of the boxes: x = a·lon + b, y = c·mercator(lat) + d.
const points = readFileSync("src/tidtam/places/data/area_points.csv", "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.trim().split(","))
  .filter(([code]) => code.length === 2);
function leastSquares(pairs) {
  const n = pairs.length;
  const [sx, sy] = [pairs.reduce((s, p) => s + p[0], 0), pairs.reduce((s, p) => s + p[1], 0)];
  const [sxx, sxy] = [pairs.reduce((s, p) => s + p[0] * p[0], 0), pairs.reduce((s, p) => s + p[0] * p[1], 0)];
  const a = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return [a, (sy - a * sx) / n];
}
const lons = points.flatMap(([code, , , , west, , east]) => [
  [+west, boxes[code][0]],
  [+east, boxes[code][2]],
]);
const mercator = (lat) => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI;
const lats = points.flatMap(([code, , , south, , north]) => [
  [mercator(+north), boxes[code][1]],
  [mercator(+south), boxes[code][3]],
]);
const [x, y] = [leastSquares(lons), leastSquares(lats)];
const off = (pairs, [a, b]) => Math.sqrt(pairs.reduce((s, [u, v]) => s + (a * u + b - v) ** 2, 0) / pairs.length);
console.log("fitted within", off(lons, x).toFixed(2), "and", off(lats, y).toFixed(2), "units");

const round = (n) => Math.round(n * 10) / 10;
const paths = Object.keys(drawn)
  .sort()
  .map((code) => `<path id="p${code}" d="${drawn[code]}"/>`);
writeFileSync(
  "src/tidtam/ui/static/ui/thailand.svg",
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${map.viewBox}"><!-- @svg-maps/thailand, CC BY 4.0 -->${paths.join("\n")}</svg>\n`,
);
const out = {
  x,
  y,
  boxes: Object.fromEntries(
    Object.keys(boxes)
      .sort()
      .map((code) => [code, boxes[code].map(round)]),
  ),
};
writeFileSync("src/tidtam/ui/outlines.json", `${JSON.stringify(out)}\n`);
console.log(paths.length, "provinces,", paths.join("").length, "bytes");
