/**
 * A server for trying the form without the real one: `npm run build && npm run mock`, then open
 * http://localhost:4173/m/ (any number and password). POST /dev/faults sets what goes wrong,
 * POST /dev/return/{visit} sends a visit back.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import {
  arrivals,
  bundle,
  card,
  faults,
  listed,
  person,
  session,
  VERSION,
  visitFor,
  visits,
} from "./state.mjs";
import { tus } from "./tus.mjs";

const DIST = join(import.meta.dirname, "../dist");
const PORT = Number(process.env.PORT ?? 4173);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
const POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'";

const json = (status, data) => ({ status, data });
const problem = (status, code, rest = {}) => ({
  status,
  data: { title: code, detail: code, code, ...rest },
});
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function putDraft(id, body) {
  const visit = visitFor(id, body);
  const { revision, answers, photos } = body;
  if (visit.state !== "draft" && visit.state !== "returned") return problem(409, "wrong_state");
  const old = visit.draft;
  if (
    old &&
    (revision < old.revision || (revision === old.revision && !same(answers, old.answers)))
  )
    return problem(409, "draft_outdated", { current: old });
  visit.draft = { revision, answers, photos };
  return json(200, { visit: id, revision, photos: arrivals(photos) });
}

function putSubmission(id, number, body) {
  const visit = visitFor(id, body);
  const known = visit.submissions[number - 1];
  if (known && !same(known, body)) return problem(409, "submission_differs");
  if (!known) {
    visit.submissions.push(body);
    visit.state = "submitted";
    visit.returned = null;
  }
  const photos = arrivals(body.photos);
  const complete = photos.missing.length === 0;
  const received_at = new Date().toISOString();
  const receipt = {
    visit: id,
    number,
    digest: "5f2c9e0b77aa41d3",
    received_at,
    state: "submitted",
  };
  return json(known ? 200 : 201, { ...receipt, complete, photos });
}

function sendBack(id) {
  const visit = visits.get(id) ?? [...visits.values()][0];
  const items = bundle.sections[0].items.slice(0, 2);
  visit.state = "returned";
  visit.returned = {
    note: "整体写得清楚，有两处请再核对。",
    items: items.map((item) => ({ item: item.key, text: "照片里看不清，请补一张近照。" })),
  };
  return json(200, card(visit));
}

function visitCall(method, path, body) {
  const [id, what, number] = path.replace("/visits/", "").split("/");
  if (method === "PUT" && what === "draft") return putDraft(id, body);
  if (method === "PUT") return putSubmission(id, Number(number), body);
  const visit = visits.get(id);
  if (!visit) return problem(404, "not_found");
  if (what === "draft") {
    const { revision = 0, ...content } = visit.draft ?? visit.submissions.at(-1);
    return json(200, { revision, content });
  }
  return json(200, card(visit));
}

function api(method, path, body) {
  const server_time = new Date().toISOString();
  if (path === "/session" && method === "POST") {
    if (body.password === "wrong") return problem(401, "wrong_login");
    session.open = true;
    faults.expired = false;
    return json(200, { person, must_change_password: body.password === "first" });
  }
  if (!session.open || faults.expired) return problem(401, "signed_out");
  if (path === "/session") {
    session.open = false;
    return { status: 204 };
  }
  if (path === "/me")
    return json(200, { person, roles: ["auditor"], must_change_password: false, server_time });
  if (path === "/me/password") return { status: 204 };
  if (path === "/assignments") return json(200, { server_time, assignments: listed() });
  if (path === `/checklist-versions/${VERSION}`) return json(200, { id: VERSION, ...bundle });
  return path.startsWith("/visits/") ? visitCall(method, path, body) : problem(404, "not_found");
}

function file(path) {
  const inside = normalize(path.replace(/^\/m\//, "")) || "index.html";
  const name = inside === "." || inside === "./" ? "index.html" : inside;
  try {
    return {
      status: 200,
      headers: {
        "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
        "Content-Security-Policy": POLICY,
      },
      raw: readFileSync(join(DIST, name)),
    };
  } catch {
    return { status: 404 };
  }
}

function answer(request, path, body) {
  const parsed = () => (body.length > 0 ? JSON.parse(body.toString()) : {});
  if (path === "/dev/faults") return json(200, Object.assign(faults, parsed()));
  if (path.startsWith("/dev/return")) return sendBack(path.split("/")[3]);
  if (path === "/dev/visits") return json(200, [...visits.values()]);
  if (path.startsWith("/m/")) return file(path);
  if (faults.down) return { cut: true };
  const call = path.replace("/api/v1", "");
  if (call.startsWith("/uploads") && (!session.open || faults.expired))
    return problem(401, "signed_out");
  return call.startsWith("/uploads")
    ? tus(request, call, body)
    : api(request.method, call, parsed());
}

createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const path = new URL(request.url, "http://localhost").pathname;
  const result = answer(request, path, Buffer.concat(pieces));
  if (faults.slow && path.startsWith("/api"))
    await new Promise((done) => setTimeout(done, faults.slow));
  if (result.cut) return request.socket.destroy();
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    ...result.headers,
  };
  response.writeHead(result.status, headers);
  response.end(result.raw ?? (result.data === undefined ? undefined : JSON.stringify(result.data)));
}).listen(PORT, "127.0.0.1", () => process.stdout.write(`http://localhost:${PORT}/m/\n`));
