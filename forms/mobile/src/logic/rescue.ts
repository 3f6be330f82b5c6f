/**
 * What was not sent, as one file that only the installation's reviewers can open: ECDH on P-256 with a key made for
 * this file, HKDF-SHA256, AES-256-GCM. The first line names the key and is protected with the rest. There is no
 * passphrase: nothing to forget, and nothing on the phone opens the file again.
 */

export interface RescueKey {
  id: string;
  /** The public point, uncompressed, base64. */
  public: string;
  /** Shows the server for whom the file was made. */
  proof: string;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const INFO = "mingcha-rescue-1";

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The manifest with its length before it, then the photos one after the other, as the manifest lists them. */
export function packed(manifest: unknown, photos: ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const words = new TextEncoder().encode(JSON.stringify(manifest));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, words.length);
  return joined([length, words, ...photos.map((data) => new Uint8Array(data))]);
}

export async function encrypted(
  plain: Uint8Array<ArrayBuffer>,
  key: RescueKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", bytesOf(key.public), CURVE, false, []);
  const own = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(INFO);
  const secret = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: point, info },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const line = `MINGCHA-RESCUE 1 ${key.id} ${base64Of(point)} ${base64Of(iv)}\n`;
  const head = new TextEncoder().encode(line);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: head }, secret, plain);
  return joined([head, new Uint8Array(sealed)]);
}
