/**
 * Makes a photo ready to be sent: time and place are read first, then the picture is turned upright and made
 * smaller. Runs in a worker; on the page itself only where a browser cannot draw in workers.
 */
import { type ExifFacts, readExif } from "../logic/exif";
import { fitted } from "../logic/size";
import { hexDigest } from "./hash";

export interface Prepared {
  type: string;
  data: ArrayBuffer;
  sha256: string;
  width: number | null;
  height: number | null;
  facts: ExifFacts;
  thumb: { type: string; data: ArrayBuffer } | null;
}

export type Preparation =
  | { ok: true; photo: Prepared }
  | { ok: false; why: "too_large" | "unreadable" | "unopened" };

const EDGE = 2000;
const THUMB_EDGE = 320;
const QUALITY = 0.85;
const MOST_BYTES = 25_000_000;

/** A container of the HEIC/AVIF family: "ftyp" at byte 4. The server can read it where the browser cannot. */
function familyType(bytes: Uint8Array): string | null {
  const letters = (from: number) => String.fromCharCode(...bytes.slice(from, from + 4));
  if (letters(4) !== "ftyp") return null;
  const brand = letters(8);
  if (brand.startsWith("avi")) return "image/avif";
  return /^(hei|hev|mif1|msf1)/.test(brand) ? "image/heic" : null;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

async function toJpeg(canvas: OffscreenCanvas | HTMLCanvasElement): Promise<ArrayBuffer> {
  if ("convertToBlob" in canvas)
    return (await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY })).arrayBuffer();
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, "image/jpeg", QUALITY);
  });
  if (!blob) throw new DOMException("the picture could not be drawn", "EncodingError");
  return blob.arrayBuffer();
}

function canvasOf(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

async function drawn(bitmap: ImageBitmap, edge: number) {
  const size = fitted(bitmap.width, bitmap.height, edge);
  const canvas = canvasOf(size.width, size.height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D | null;
  if (!context) throw new DOMException("no room to draw", "EncodingError");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // a transparent picture gets paper under it, not black
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  return { ...size, data: await toJpeg(canvas) };
}

async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

async function bytesOf(file: Blob): Promise<ArrayBuffer | null> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

async function unchanged(data: ArrayBuffer, type: string, facts: ExifFacts): Promise<Preparation> {
  if (data.byteLength > MOST_BYTES) return { ok: false, why: "too_large" };
  const sha256 = await hexDigest(data);
  return { ok: true, photo: { type, data, sha256, width: null, height: null, facts, thumb: null } };
}

/** A small upright JPEG stays as it is; everything else is drawn anew. */
async function reduced(
  bitmap: ImageBitmap,
  original: ArrayBuffer,
  facts: ExifFacts,
): Promise<Preparation> {
  const small = await drawn(bitmap, THUMB_EDGE);
  const thumb = { type: "image/jpeg", data: small.data };
  const fits = Math.max(bitmap.width, bitmap.height) <= EDGE && original.byteLength <= 1_500_000;
  const full =
    fits && isJpeg(new Uint8Array(original, 0, 2))
      ? { width: bitmap.width, height: bitmap.height, data: original }
      : await drawn(bitmap, EDGE);
  const sha256 = await hexDigest(full.data);
  return { ok: true, photo: { ...full, type: "image/jpeg", sha256, facts, thumb } };
}

export async function prepare(file: Blob): Promise<Preparation> {
  const original = await bytesOf(file);
  if (!original) return { ok: false, why: "unopened" };
  const bytes = new Uint8Array(original);
  const facts = readExif(bytes);
  const bitmap = bytes.length > 0 ? await decoded(new Blob([original])) : null;
  if (!bitmap) {
    const family = familyType(bytes);
    return family ? unchanged(original, family, facts) : { ok: false, why: "unreadable" };
  }
  try {
    return await reduced(bitmap, original, facts);
  } finally {
    bitmap.close();
  }
}
