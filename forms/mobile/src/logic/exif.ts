/**
 * Reads time and place out of a photo before it is made smaller. Works on any file that carries the usual
 * "Exif" block (JPEG, HEIC, WebP): the block is looked for, not the container around it.
 */

export interface ExifFacts {
  /** ISO 8601 with offset; the phone's own offset where the photo names none. */
  taken_at: string | null;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
}

export const NO_FACTS: ExifFacts = {
  taken_at: null,
  latitude: null,
  longitude: null,
  accuracy_m: null,
};

const MARK = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif\0\0"
const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const DATE_TIME = 0x0132;
const TAKEN = 0x9003;
const TAKEN_OFFSET = 0x9011;
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const MOST_ENTRIES = 512;

interface Tiff {
  view: DataView;
  start: number;
  little: boolean;
}

interface Field {
  type: number;
  count: number;
  at: number;
}

function isMark(bytes: Uint8Array, at: number): boolean {
  return MARK.every((byte, n) => bytes[at + n] === byte);
}

function tiffAt(bytes: Uint8Array, start: number): Tiff | null {
  if (start + 8 > bytes.length) return null;
  const order = (bytes[start] ?? 0) * 256 + (bytes[start + 1] ?? 0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = order === 0x4949;
  return view.getUint16(start + 2, little) === 42 ? { view, start, little } : null;
}

function findTiff(bytes: Uint8Array): Tiff | null {
  for (let at = bytes.indexOf(0x45); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    const tiff = isMark(bytes, at) ? tiffAt(bytes, at + MARK.length) : null;
    if (tiff) return tiff;
  }
  return null;
}

function fields(tiff: Tiff, offset: number): Map<number, Field> {
  const { view, start, little } = tiff;
  const found = new Map<number, Field>();
  const base = start + offset;
  if (offset <= 0 || base + 2 > view.byteLength) return found;
  const count = Math.min(view.getUint16(base, little), MOST_ENTRIES);
  for (let n = 0; n < count; n += 1) {
    const entry = base + 2 + n * 12;
    if (entry + 12 > view.byteLength) break;
    const type = view.getUint16(entry + 2, little);
    const values = view.getUint32(entry + 4, little);
    const size = (SIZES[type] ?? 0) * values;
    const at = size <= 4 ? entry + 8 : start + view.getUint32(entry + 8, little);
    if (size > 0 && at + size <= view.byteLength)
      found.set(view.getUint16(entry, little), { type, count: values, at });
  }
  return found;
}

function text(tiff: Tiff, field: Field | undefined): string | null {
  if (field?.type !== 2) return null;
  const bytes = new Uint8Array(tiff.view.buffer, tiff.view.byteOffset + field.at, field.count);
  return String.fromCharCode(...bytes.slice(0, 64))
    .replace(/\0.*$/s, "")
    .trim();
}

function pointer(tiff: Tiff, field: Field | undefined): number {
  return field?.type === 4 ? tiff.view.getUint32(field.at, tiff.little) : 0;
}

function rationals(tiff: Tiff, field: Field | undefined): number[] {
  if (field?.type !== 5) return [];
  return Array.from({ length: Math.min(field.count, 3) }, (_, n) => {
    const at = field.at + n * 8;
    return tiff.view.getUint32(at, tiff.little) / tiff.view.getUint32(at + 4, tiff.little);
  });
}

function degrees(
  parts: number[],
  ref: string | null,
  negative: string,
  limit: number,
): number | null {
  const [d, m = 0, s = 0] = parts;
  if (d === undefined) return null;
  const value = (d + m / 60 + s / 3600) * (ref === negative ? -1 : 1);
  return Number.isFinite(value) && Math.abs(value) <= limit ? Math.round(value * 1e7) / 1e7 : null;
}

function deviceOffset(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  const part = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${part(minutes / 60)}:${part(minutes % 60)}`;
}

/** "2026:11:21 10:30:00" and an offset → ISO; null for anything that is no time. */
export function isoTime(raw: string | null, offset: string | null): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(raw ?? "");
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(local))) return null;
  return local + (/^[+-]\d\d:\d\d$/.test(offset ?? "") ? offset : deviceOffset(local));
}

function gps(tiff: Tiff, offset: number): Omit<ExifFacts, "taken_at"> {
  const found = fields(tiff, offset);
  const latitude = degrees(rationals(tiff, found.get(2)), text(tiff, found.get(1)), "S", 90);
  const longitude = degrees(rationals(tiff, found.get(4)), text(tiff, found.get(3)), "W", 180);
  const accuracy = rationals(tiff, found.get(0x1f))[0];
  if (latitude === null || longitude === null)
    return { latitude: null, longitude: null, accuracy_m: null };
  return {
    latitude,
    longitude,
    accuracy_m: Number.isFinite(accuracy) ? (accuracy as number) : null,
  };
}

export function readExif(bytes: Uint8Array): ExifFacts {
  const tiff = findTiff(bytes);
  if (!tiff) return NO_FACTS;
  const main = fields(tiff, tiff.view.getUint32(tiff.start + 4, tiff.little));
  const exif = fields(tiff, pointer(tiff, main.get(EXIF_POINTER)));
  const taken = text(tiff, exif.get(TAKEN)) ?? text(tiff, main.get(DATE_TIME));
  return {
    taken_at: isoTime(taken, text(tiff, exif.get(TAKEN_OFFSET))),
    ...gps(tiff, pointer(tiff, main.get(GPS_POINTER))),
  };
}
