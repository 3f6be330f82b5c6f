import { expect, test } from "vitest";
import { isoTime, readExif } from "../src/logic/exif";

const ASCII = 2;
const LONG = 4;
const RATIONAL = 5;

type Entry = [tag: number, type: number, values: string | number[]];

/** Builds a TIFF block: main directory with pointers to the Exif and GPS directories. */
function tiff(little: boolean, exif: Entry[], gps: Entry[]): Uint8Array {
  const out = new DataView(new ArrayBuffer(1024));
  out.setUint16(0, little ? 0x4949 : 0x4d4d);
  out.setUint16(2, 42, little);
  out.setUint32(4, 8, little);
  let free = 400;
  const write = (at: number, entries: Entry[]) => {
    out.setUint16(at, entries.length, little);
    entries.forEach(([tag, type, values], n) => {
      const entry = at + 2 + n * 12;
      const text = typeof values === "string" ? [...new TextEncoder().encode(`${values}\0`)] : null;
      const count = text ? text.length : type === RATIONAL ? values.length / 2 : values.length;
      const size = text ? text.length : values.length * 4;
      out.setUint16(entry, tag, little);
      out.setUint16(entry + 2, type, little);
      out.setUint32(entry + 4, count, little);
      const place = size <= 4 ? entry + 8 : free;
      if (size > 4) {
        out.setUint32(entry + 8, free, little);
        free += size;
      }
      if (text) for (const [k, byte] of text.entries()) out.setUint8(place + k, byte);
      else
        for (const [k, value] of (values as number[]).entries())
          out.setUint32(place + k * 4, value, little);
    });
  };
  write(8, [
    [0x8769, LONG, [100]],
    [0x8825, LONG, [200]],
  ]);
  write(100, exif);
  write(200, gps);
  return new Uint8Array(out.buffer);
}

function inJpeg(block: Uint8Array): Uint8Array {
  const head = [0xff, 0xd8, 0xff, 0xe1, 4, 8, 0x45, 0x78, 0x69, 0x66, 0, 0];
  return Uint8Array.from([...head, ...block, 0xff, 0xd9]);
}

const exif: Entry[] = [
  [0x9003, ASCII, "2026:11:21 10:30:05"],
  [0x9011, ASCII, "+08:00"],
];
const gps: Entry[] = [
  [1, ASCII, "N"],
  [2, RATIONAL, [31, 1, 13, 1, 4872, 100]],
  [3, ASCII, "W"],
  [4, RATIONAL, [121, 1, 28, 1, 0, 1]],
  [0x1f, RATIONAL, [25, 2]],
];

test.each([true, false])("time and place are read in both byte orders (little: %s)", (little) => {
  expect(readExif(inJpeg(tiff(little, exif, gps)))).toEqual({
    taken_at: "2026-11-21T10:30:05+08:00",
    latitude: 31.2302,
    longitude: -121.4666667,
    accuracy_m: 12.5,
  });
});

test("a time without an offset takes the phone's own", () => {
  expect(isoTime("2026:11:21 10:30:05", null)).toMatch(/^2026-11-21T10:30:05[+-]\d\d:\d\d$/);
});

test("what is no time or place is none", () => {
  expect(isoTime("0000:00:00 00:00:00", null)).toBeNull();
  expect(isoTime("    :  :     :  :  ", null)).toBeNull();
  const broken: Entry[] = [
    [1, ASCII, "N"],
    [2, RATIONAL, [1, 0, 0, 0, 0, 0]],
    [3, ASCII, "E"],
    [4, RATIONAL, [500, 1, 0, 1, 0, 1]],
  ];
  const found = readExif(inJpeg(tiff(true, [], broken)));
  expect(found).toEqual({ taken_at: null, latitude: null, longitude: null, accuracy_m: null });
});

test("no bytes of any kind make it fail", () => {
  const whole = inJpeg(tiff(true, exif, gps));
  for (let length = 0; length < whole.length; length += 7) readExif(whole.slice(0, length));
  let seed = 7;
  for (let n = 0; n < 2000; n += 1) {
    const bytes = whole.slice();
    for (let k = 0; k < 8; k += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      bytes[seed % bytes.length] = seed >> 8;
    }
    expect(readExif(bytes)).toHaveProperty("taken_at");
  }
});
