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
