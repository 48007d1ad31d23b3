/** Cells as the server tells them, and what is drawn of them. Pure. */

/** Longitude, latitude, how many. */
export type Cell = [number, number, number];

/** Cells by layer. */
export type Cells = Record<string, Cell[]>;

/** Months as the page tells them: `2026-04=เม.ย. 69;2026-05=พ.ค. 69;`. */
export function readMonths(text: string): [string, string][] {
  return text
    .split(";")
    .map((one) => one.split("=") as [string, string])
    .filter(([value, label]) => Boolean(value && label));
}

/** The diameter of a count in pixels: its area grows with the count, but a single one can still be pressed. */
export function diameter(n: number, most: number): number {
  return Math.round(28 + 32 * Math.sqrt(n / Math.max(most, 1)));
}

/** A circle on the screen: where it lies, where it is drawn, what it counts. Units: pixels. */
export type Spot = {
  lon: number;
  lat: number;
  n: number;
  layer: string;
  x: number;
  y: number;
  size: number;
  reach: number; // how far the cells it counts lie from its middle
};

/** Where a place lies on the screen. */
export type Project = (lon: number, lat: number) => { x: number; y: number };

const SHARE = 0.85; // of both radii: circles that come nearer than this cover each other's numbers
const TURNS = 12;

function apart(one: Spot, other: Spot): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function joined(one: Spot, other: Spot): Spot {
  const n = one.n + other.n;
  const mean = (name: "lon" | "lat" | "x" | "y") => (one[name] * one.n + other[name] * other.n) / n;
  const made = { ...one, n, lon: mean("lon"), lat: mean("lat"), x: mean("x"), y: mean("y") };
  return { ...made, reach: Math.max(apart(made, one) + one.reach, apart(made, other) + other.reach) };
}

/** Circles of one layer; those that would cover each other are counted together. */
export function merged(cells: Cell[], layer: string, project: Project): Spot[] {
  let spots: Spot[] = cells.map(([lon, lat, n]) => ({ lon, lat, n, layer, ...project(lon, lat), size: 0, reach: 0 }));
  for (;;) {
    spots.sort((one, other) => other.n - one.n);
    const most = spots[0]?.n ?? 1;
    const kept: Spot[] = [];
    for (const spot of spots) {
      spot.size = diameter(spot.n, most);
      const hit = kept.findIndex((one) => apart(one, spot) < (SHARE * (one.size + spot.size)) / 2);
      if (hit < 0) kept.push(spot);
      else kept[hit] = { ...joined(kept[hit]!, spot), size: kept[hit]!.size };
    }
    if (kept.length === spots.length) return kept;
    spots = kept;
  }
}

/** Push circles of different layers at the same place apart, so that each number can be read. */
export function spread(spots: Spot[]): Spot[] {
  const made = spots.map((spot) => ({ ...spot }));
  for (let turn = 0; turn < TURNS; turn++) {
    let moved = false;
    for (const [at, one] of made.entries()) {
      for (const other of made.slice(at + 1)) {
        const gap = (SHARE * (one.size + other.size)) / 2 - apart(one, other);
        if (gap <= 0.5) continue;
        const far = apart(one, other);
        const [dx, dy] = far ? [(other.x - one.x) / far, (other.y - one.y) / far] : [1, 0];
        one.x -= (dx * gap) / 2;
        one.y -= (dy * gap) / 2;
        other.x += (dx * gap) / 2;
        other.y += (dy * gap) / 2;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return made;
}

/** A name to be written: longitude, latitude, words. */
export type Label = [number, number, string];

const RISES = [0, 24, -24, 40, -40]; // where a name may stand, below or above its place
const SIGN = 8.5;
const HIGH = 18;

/**
 * Names that find room, with how far below their place they stand. A name makes way for circles; where another name
 * stands already it is left out, for moved aside it would name a neighbour.
 */
export function named(labels: Label[], spots: Spot[], project: Project): { label: Label; down: number }[] {
  const circles = spots.map(({ x, y, size }) => ({ x, y, w: size, h: size }));
  const names: typeof circles = [];
  const made: { label: Label; down: number }[] = [];
  for (const label of labels) {
    const at = project(label[0], label[1]);
    const w = SIGN * label[2].replace(/[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/g, "").length;
    const free = (taken: typeof circles, y: number) =>
      taken.every((one) => Math.abs(one.x - at.x) * 2 >= one.w + w || Math.abs(one.y - y) * 2 >= one.h + HIGH);
    const down = RISES.find((rise) => free(circles, at.y + rise));
    if (down === undefined || !free(names, at.y + down)) continue;
    names.push({ x: at.x, y: at.y + down, w, h: HIGH });
    made.push({ label, down });
  }
  return made;
}

/** A count as it fits into a circle. */
export function short(n: number): string {
  if (n >= 1_000_000) return `${(n / 1_000_000).toFixed(1)} ล.`;
  if (n >= 10_000) return `${Math.round(n / 1000)}k`;
  return n.toLocaleString("en-US");
}

/** The address of an answer for a box, one month or all of them. */
export function address(base: string, query: string, more: Record<string, string>, layers: string[]): string {
  const told = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) told.set(name, value);
  for (const layer of layers) told.append("l", layer);
  return `${base}?${told}`;
}

/** A box round a place, some pixels wide at a zoom: `west,south,east,north`. */
export function around(lon: number, lat: number, zoom: number, pixels = 34): string {
  const degrees = (360 / (512 * 2 ** zoom)) * pixels;
  const high = degrees * Math.cos((lat * Math.PI) / 180);
  return [lon - degrees, lat - high, lon + degrees, lat + high].map((one) => one.toFixed(6)).join(",");
}
