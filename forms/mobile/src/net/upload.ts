/** Carries one photo up by tus 1.0, piece by piece, as logic/tus.ts says. */
import {
  chunkAfter,
  FIRST_CHUNK,
  type TusReply,
  type TusState,
  type TusStep,
  tusBroken,
  tusSeen,
  tusStart,
  tusStep,
} from "../logic/tus";
import { base64, digest } from "../photos/hash";
import type { PhotoRecord } from "../store/records";
import { ask, BASE } from "./api";
import { type Fault, fault, faultOf, waitOf } from "./faults";

export type Uploaded = { ok: true } | { ok: false; fault: Fault };

const PATIENCE = 90_000;
const TUS = { "Tus-Resumable": "1.0.0" };
const UPLOADS = `${BASE}/uploads`;

function metadata(photo: PhotoRecord): string {
  const pair = (name: string, value: string) => `${name} ${btoa(value)}`;
  const { id, visit, sha256, type } = photo;
  return [pair("photo", id), pair("visit", visit), pair("sha256", sha256), pair("type", type)].join(
    ",",
  );
}

async function request(
  photo: PhotoRecord,
  step: TusStep,
  data: Uint8Array<ArrayBuffer>,
): Promise<Response | null> {
  if (step.method === "POST") {
    const headers = {
      ...TUS,
      "Upload-Length": String(data.length),
      "Upload-Metadata": metadata(photo),
    };
    return ask(UPLOADS, { method: "POST", headers }, PATIENCE);
  }
  const url = `${UPLOADS}/${photo.id}`;
  if (step.method === "HEAD") return ask(url, { method: "HEAD", headers: TUS }, PATIENCE);
  const body = data.slice(step.from, step.to);
  const headers = {
    ...TUS,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(step.from),
    "Upload-Checksum": `sha256 ${base64(await digest(body))}`,
  };
  return ask(url, { method: "PATCH", headers, body }, PATIENCE);
}

function read(response: Response): TusReply {
  const offset = response.headers.get("Upload-Offset");
  return { status: response.status, offset: offset === null ? null : Number(offset) };
}

/** Only a tus server may say that something has arrived. */
function isOurs(response: Response): boolean {
  return response.status >= 400 || response.headers.has("Tus-Resumable");
}

async function problemOf(response: Response): Promise<Fault> {
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  const body = isJson ? ((await response.json().catch(() => ({}))) as Record<string, unknown>) : {};
  return faultOf(response.status, response.headers, body);
}

/** What settles nothing is tried again later, a 401 after signing in. */
async function settle(response: Response): Promise<Uploaded> {
  const found = await problemOf(response);
  const kind = found.kind === "signin" ? "signin" : "busy";
  return { ok: false, fault: { ...found, kind, wait: waitOf(response.headers) } };
}

async function refuse(response: Response): Promise<Uploaded> {
  return { ok: false, fault: { ...(await problemOf(response)), kind: "refused" } };
}

/** Answers in a row that brought no byte further, before the attempt is given up for now. */
const PATIENT = 6;

/** The size of piece that the network bore last; the next photo begins with it. */
let pace = FIRST_CHUNK;

/**
 * Sends what the server does not have yet. After a cut the server is asked what it holds; when nothing moves
 * any more the attempt ends, and the queue comes back later.
 */
export async function upload(
  photo: PhotoRecord,
  bytes: ArrayBuffer,
  onOffset: (offset: number) => void,
): Promise<Uploaded> {
  const data = new Uint8Array(bytes);
  const begun = photo.offset > 0 || photo.retry.attempts > 0;
  let state: TusState = tusStart(data.length, begun, pace);
  let idle = 0;
  let cut = false;
  for (let step = tusStep(state); step; step = tusStep(state)) {
    const began = Date.now();
    const response = await request(photo, step, data);
    idle += 1;
    if (!response) {
      if (cut || idle > PATIENT) return { ok: false, fault: fault("offline") };
      cut = true;
      state = tusBroken(state);
      continue;
    }
    if (!isOurs(response)) return { ok: false, fault: fault("portal", response.status) };
    const next = tusSeen(state, step, read(response));
    if (!next || idle > PATIENT) return settle(response);
    if (next.phase === "refused") return refuse(response);
    if (step.method === "PATCH" && next.offset > state.offset) {
      idle = 0;
      cut = false;
      pace = chunkAfter(state.chunk, Date.now() - began);
      next.chunk = pace;
    }
    if (next.offset !== state.offset) onOffset(next.offset);
    state = next;
  }
  return { ok: true };
}
