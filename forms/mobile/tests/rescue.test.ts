import { expect, test } from "vitest";
import { encrypted, packed } from "../src/logic/rescue";

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const bytes = (text: string) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** What the server does with the private half. */
async function opened(file: Uint8Array<ArrayBuffer>, secret: CryptoKey): Promise<Uint8Array> {
  const end = file.indexOf(10) + 1;
  const line = file.slice(0, end);
  const [, , , point = "", iv = ""] = new TextDecoder().decode(line).trim().split(" ");
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", bytes(point), CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, secret, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode("mingcha-rescue-1");
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: bytes(point), info },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["decrypt"],
  );
  const told = { name: "AES-GCM", iv: bytes(iv), additionalData: line };
  return new Uint8Array(await subtle.decrypt(told, key, file.slice(end)));
}

test("only the private half opens the file, and only unchanged", async () => {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = { id: "k", public: base64(point), proof: "p" };
  const plain = packed({ person: "林" }, [Uint8Array.from([7, 8, 9]).buffer]);
  const file = await encrypted(plain, key);
  expect(await opened(file, pair.privateKey)).toEqual(plain);
  const other = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  await expect(opened(file, other.privateKey)).rejects.toThrow();
  file[15] = 50;
  await expect(opened(file, pair.privateKey)).rejects.toThrow();
});

test("the manifest comes first with its length, then the photos", () => {
  const file = packed({ a: 1 }, [Uint8Array.from([1]).buffer, Uint8Array.from([2, 3]).buffer]);
  expect(new DataView(file.buffer).getUint32(0)).toBe(7);
  expect(new TextDecoder().decode(file.slice(4, 11))).toBe('{"a":1}');
  expect([...file.slice(11)]).toEqual([1, 2, 3]);
});
