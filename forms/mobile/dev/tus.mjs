/** The server's end of tus 1.0, as small as trying the phone's end allows. */
import { createHash } from "node:crypto";
import { faults, uploads } from "./state.mjs";

const HEADERS = { "Tus-Resumable": "1.0.0" };

function metadata(header) {
  return Object.fromEntries(
    header.split(",").map((pair) => {
      const [name, value] = pair.trim().split(" ");
      return [name, Buffer.from(value ?? "", "base64").toString()];
    }),
  );
}

function create(request) {
  const { photo, sha256 } = metadata(request.headers["upload-metadata"] ?? "");
  const length = Number(request.headers["upload-length"]);
  const known = uploads.get(photo);
  if (!known) uploads.set(photo, { length, sha256, data: Buffer.alloc(0), done: false });
  const offset = uploads.get(photo).data.length;
  const headers = {
    ...HEADERS,
    Location: `/api/v1/uploads/${photo}`,
    "Upload-Offset": String(offset),
  };
  return { status: known ? 200 : 201, headers };
}

const digest = (data, form) => createHash("sha256").update(data).digest(form);

function append(upload, request, body) {
  if (Number(request.headers["upload-offset"]) !== upload.data.length)
    return { status: 409, headers: HEADERS };
  if (`sha256 ${digest(body, "base64")}` !== request.headers["upload-checksum"])
    return { status: 460, headers: HEADERS };
  upload.data = Buffer.concat([upload.data, body]);
  if (upload.data.length === upload.length) {
    upload.done = digest(upload.data, "hex") === upload.sha256;
    if (!upload.done) upload.data = Buffer.alloc(0);
  }
  const status = upload.data.length === 0 ? 460 : 204;
  return { status, headers: { ...HEADERS, "Upload-Offset": String(upload.data.length) } };
}

export function tus(request, path, body) {
  if (request.method === "POST") return create(request);
  const upload = uploads.get(path.split("/").at(-1));
  if (!upload) return { status: 404, headers: HEADERS };
  if (request.method === "PATCH" && Math.random() < faults.cut) return { cut: true };
  if (request.method === "PATCH") return append(upload, request, body);
  const headers = {
    ...HEADERS,
    "Upload-Offset": String(upload.data.length),
    "Upload-Length": String(upload.length),
  };
  return { status: 200, headers };
}
