import type { GeoJSONSource, Map as Globe, Marker, StyleSpecification } from "maplibre-gl";
import {
  address,
  around,
  type Cells,
  type Label,
  merged,
  named,
  type Project,
  readMonths,
  type Spot,
  short,
  spread,
} from "./cells";

type Library = typeof import("../maplibre/index");
type Thing = { title: string; place: string; url: string; layer: string };

const NEAR = 12; // from here on a press opens what lies there
const MOST = 400; // counts drawn at once
const PAUSE = 120;
const REACH = 34; // pixels round a circle that are looked into

/** Say whether the browser can draw the map; asked before a megabyte is fetched. */
export function canDraw(): boolean {
  try {
    const gl = document.createElement("canvas").getContext("webgl2");
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
    return gl !== null;
  } catch {
    return false;
  }
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888";
}

function style(place: HTMLElement, outlines: string): StyleSpecification {
  const { tiles = "", tilesCredit = "" } = place.dataset;
  const steps = [0, 1, 2, 3, 4, 5].map((step) => colour(`--h${step}`));
  const made: StyleSpecification = {
    version: 8,
    sources: { outlines: { type: "geojson", data: outlines } },
    layers: [{ id: "ground", type: "background", paint: { "background-color": colour("--bg") } }],
  };
  if (tiles) {
    made.sources.tiles = { type: "raster", tiles: [tiles], tileSize: 256, attribution: tilesCredit };
    made.layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  made.layers.push(
    {
      id: "areas",
      type: "fill",
      source: "outlines",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: {
        "fill-color": [
          "match",
          ["get", "step"],
          0,
          steps[0]!,
          1,
          steps[1]!,
          2,
          steps[2]!,
          3,
          steps[3]!,
          4,
          steps[4]!,
          steps[5]!,
        ],
        "fill-opacity": tiles ? 0.55 : 1,
      },
    },
    {
      id: "lines",
      type: "line",
      source: "outlines",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": colour("--edge"), "line-width": 0.8 },
    },
    {
      id: "bubbles",
      type: "circle",
      source: "outlines",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": colour("--h4"), "circle-opacity": 0.45, "circle-radius": ["get", "r"] },
    },
  );
  return made;
}

async function answer<T>(url: string): Promise<T> {
  const got = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!got.ok) throw new Error(String(got.status));
  return (await got.json()) as T;
}

/** Draw the map in place of the picture. What cannot be loaded leaves the picture. */
export async function mountMap(place: HTMLElement): Promise<void> {
  const { lib = "", worker = "", sheet = "", box = "", query = "", outlines = "" } = place.dataset;
  const [west, south, east, north] = box.split(",").map(Number) as [number, number, number, number];
  let library: Library;
  try {
    library = (await import(/* @vite-ignore */ new URL(lib, document.baseURI).href)) as Library;
  } catch {
    return;
  }
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: sheet });
  document.head.append(link);
  library.setWorkerUrl(new URL(worker, document.baseURI).href);
  const frame = document.createElement("div");
  frame.className = "frame";
  place.append(frame);
  place.classList.add("is-live");
  const globe = new library.Globe({
    container: frame,
    style: style(place, new URL(address(outlines, query, {}, []), document.baseURI).href),
    bounds: [west, south, east, north],
    fitBoundsOptions: { padding: 16 },
    maxBounds: [90, 1, 113, 25],
    minZoom: 4,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  globe.touchZoomRotate.disableRotation();
  globe.addControl(new library.NavigationControl({ showCompass: false }));
  globe.addControl(new library.AttributionControl({ compact: true }));
  globe.getCanvas().setAttribute("aria-label", place.dataset.label ?? "");
  new Counts(place, globe, library.Marker).begin();
}

/** Draws the counts of what is seen, and one month of them when the slider says so. */
export class Counts {
  private drawn: Marker[] = [];
  private month = "";
  private turn = 0;
  private shading = 0;
  private readonly layers: string[];
  private readonly query: string;
  private readonly labels: Label[];

  constructor(
    private readonly place: HTMLElement,
    private readonly globe: Globe,
    private readonly Pin: Library["Marker"],
  ) {
    this.layers = (place.dataset.layers ?? "").split(",").filter(Boolean);
    this.query = place.dataset.query ?? "";
    this.labels = JSON.parse(place.dataset.labels || "[]") as Label[];
  }

  begin(): void {
    let waiting = 0;
    this.globe.on("moveend", () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => void this.draw(), PAUSE);
    });
    this.globe.on("load", () => void this.draw());
    this.slide();
  }

  private more(): Record<string, string> {
    return this.month ? { from: this.month, to: this.month } : {};
  }

  /** Shade the areas by the same month, and let headline and list tell of it: they are what is printed. */
  private shade(): void {
    clearTimeout(this.shading);
    this.shading = window.setTimeout(() => {
      const url = address(this.place.dataset.outlines ?? "", this.query, this.more(), []);
      const source = this.globe.getSource("outlines") as GeoJSONSource | undefined;
      source?.setData(new URL(url, document.baseURI).href);
      void this.tell();
    }, PAUSE);
  }

  private async tell(): Promise<void> {
    const month = this.month;
    let told: Record<string, string>;
    try {
      told = await answer(address(this.place.dataset.toldBy ?? "", this.query, this.more(), this.layers));
    } catch {
      this.say(this.place.dataset.failed ?? "");
      return;
    }
    if (month !== this.month) return;
    for (const part of document.querySelectorAll<HTMLElement>("[data-told]")) {
      part.innerHTML = told[part.dataset.told ?? ""] ?? part.innerHTML; // markup of our own page
    }
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const seen = this.globe.getBounds();
    const box = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]
      .map((one) => one.toFixed(5))
      .join(",");
    const more = { ...this.more(), box, z: this.globe.getZoom().toFixed(2) };
    let cells: Cells;
    try {
      cells = await answer<Cells>(address(this.place.dataset.cells ?? "", this.query, more, this.layers));
    } catch {
      this.say(this.place.dataset.failed ?? "");
      return;
    }
    if (turn !== this.turn) return;
    for (const pin of this.drawn) pin.remove();
    this.drawn = [];
    const project: Project = (lon, lat) => this.globe.project([lon, lat]);
    const spots = this.layers.flatMap((layer) => {
      const found = (cells[layer] ?? []).sort((one, other) => one[2] - other[2]).slice(-MOST);
      return merged(found, layer, project);
    });
    const stand = spread(spots);
    for (const [at, spot] of stand.entries()) this.pin(spot, spots[at] ?? spot);
    this.place.dataset.drawn = String(this.drawn.length);
    for (const { label, down } of named(this.labels, stand, project)) this.name(label, down);
  }

  private pin(spot: Spot, from: Spot): void {
    const offset: [number, number] = [spot.x - from.x, spot.y - from.y];
    const button = document.createElement("button");
    button.type = "button";
    button.className = `pin of-${spot.layer}`;
    button.textContent = short(spot.n);
    button.style.width = `${spot.size}px`;
    button.style.height = `${spot.size}px`;
    button.addEventListener("click", () => void this.press(spot));
    this.drawn.push(new this.Pin({ element: button, offset }).setLngLat([spot.lon, spot.lat]).addTo(this.globe));
  }

  private name([lon, lat, words]: Label, down: number): void {
    const element = document.createElement("span");
    element.className = "place-name";
    element.setAttribute("aria-hidden", "true"); // the list beside the map has every name
    element.textContent = words;
    this.drawn.push(new this.Pin({ element, offset: [0, down] }).setLngLat([lon, lat]).addTo(this.globe));
  }

  private async press({ lon, lat, reach }: Spot): Promise<void> {
    const zoom = this.globe.getZoom();
    if (zoom < NEAR) {
      this.globe.easeTo({ center: [lon, lat], zoom: zoom + 2 });
      return;
    }
    const more = { ...this.more(), box: around(lon, lat, zoom, REACH + reach) };
    try {
      const url = address(this.place.dataset.things ?? "", this.query, more, this.layers);
      this.list((await answer<{ things: Thing[] }>(url)).things);
    } catch {
      this.say(this.place.dataset.failed ?? "");
    }
  }

  private panel(): HTMLElement | null {
    return document.querySelector<HTMLElement>("[data-things-list]");
  }

  private say(text: string): void {
    const panel = this.panel();
    if (!panel) return;
    const line = document.createElement("p");
    line.textContent = text;
    panel.replaceChildren(line);
    panel.hidden = false;
  }

  private list(things: Thing[]): void {
    if (!things.length) {
      this.say(this.place.dataset.nothing ?? "");
      return;
    }
    const list = document.createElement("ul");
    list.className = "list";
    for (const thing of things) {
      const row = document.createElement("li");
      const link = document.createElement("a");
      Object.assign(link, { href: thing.url, textContent: thing.title });
      const where = document.createElement("span");
      Object.assign(where, { className: "s mute", textContent: ` ${thing.place}` });
      row.append(link, where);
      list.append(row);
    }
    const panel = this.panel();
    panel?.replaceChildren(list);
    if (panel) panel.hidden = false;
  }

  private slide(): void {
    const part = document.querySelector<HTMLElement>("[data-slide]");
    const input = part?.querySelector("input");
    const output = part?.querySelector("output");
    const months = readMonths(part?.dataset.months ?? "");
    if (!part || !input || !output || months.length < 2) return;
    part.hidden = false;
    input.max = String(months.length);
    input.value = input.max; // the last step is all of them
    const tell = () => {
      const month = months[Number(input.value)];
      this.month = month?.[0] ?? "";
      output.textContent = month?.[1] ?? this.place.dataset.all ?? "";
    };
    tell();
    input.addEventListener("input", () => {
      tell();
      const panel = this.panel();
      if (panel) panel.hidden = true; // what was opened lay in another month
      this.shade();
      void this.draw();
    });
  }
}
