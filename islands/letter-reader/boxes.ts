const SVG = "http://www.w3.org/2000/svg";

/** A found word on a page image, as fractions of the page from its upper left corner. */
export interface Box {
  word: number | string;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  low?: boolean;
}

/** Draws the boxes of `data-boxes` over the page image; sizes are SVG geometry, so no style is written. */
export function drawBoxes(page: HTMLElement): void {
  const boxes = JSON.parse(page.dataset.boxes ?? "[]") as Box[];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 1 1");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const box of boxes) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("x", String(box.x0));
    rect.setAttribute("y", String(box.y0));
    rect.setAttribute("width", String(Math.max(0, box.x1 - box.x0)));
    rect.setAttribute("height", String(Math.max(0, box.y1 - box.y0)));
    rect.dataset.word = String(box.word);
    if (box.low) rect.classList.add("low");
    svg.append(rect);
  }
  page.append(svg);
}
