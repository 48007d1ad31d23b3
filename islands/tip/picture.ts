/** A picture of our own painting. */
export interface Picture {
  bytes: Uint8Array;
  kind: string;
}

const LONG_SIDE = 4096;
const QUALITY = 0.88;

/**
 * Paints a picture anew, so that position, device and time stay behind; null for what is no picture this browser can
 * open. A phone that takes HEIC pictures can usually open them, which the server cannot.
 */
export async function strip(file: File): Promise<Picture | null> {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return null;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext("2d");
    if (!pen) return null;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp", QUALITY));
    if (!blob?.size) return null;
    // A browser that cannot write WebP writes PNG instead.
    const kind = blob.type === "image/webp" ? "webp" : "png";
    return { bytes: new Uint8Array(await blob.arrayBuffer()), kind };
  } catch {
    return null;
  }
}
