/** SHA-256 by the browser where it may (HTTPS or localhost), by our own code elsewhere. */
import { sha256 } from "../logic/sha256";

export async function digest(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return sha256(data);
}

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export async function hexDigest(data: ArrayBuffer): Promise<string> {
  return hex(await digest(new Uint8Array(data)));
}
