/** SHA-256 (FIPS 180-4) for pages over plain HTTP, where crypto.subtle is not to be had. */

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n += 1)
    if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
}

const fraction = (x: number) => Math.floor((x - Math.floor(x)) * 2 ** 32);
const PRIMES = firstPrimes(64);
const K = Uint32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));

const rotated = (x: number, n: number) => (x >>> n) | (x << (32 - n));

function padded(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  out.set(data);
  out[data.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(out.length - 4, data.length << 3);
  return out;
}

function schedule(w: Uint32Array, view: DataView, start: number): void {
  for (let t = 0; t < 16; t += 1) w[t] = view.getUint32(start + t * 4);
  for (let t = 16; t < 64; t += 1) {
    const a = w[t - 15] as number;
    const b = w[t - 2] as number;
    const s0 = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3);
    const s1 = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10);
    w[t] = ((w[t - 16] as number) + s0 + (w[t - 7] as number) + s1) | 0;
  }
}

function compress(state: Uint32Array, w: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[t] as number) + (w[t] as number)) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, n) => {
    state[n] = (state[n] as number) + value;
  });
}

export function sha256(data: Uint8Array): Uint8Array {
  const bytes = padded(data);
  const view = new DataView(bytes.buffer);
  const state = START.slice();
  const w = new Uint32Array(64);
  for (let start = 0; start < bytes.length; start += 64) {
    schedule(w, view, start);
    compress(state, w);
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => {
    out.setUint32(n * 4, word);
  });
  return new Uint8Array(out.buffer);
}
