/** What the mock server remembers: one auditor, four assignments, no disk. */
import { readFileSync } from "node:fs";
import { BUNDLE } from "./checklist.mjs";

const say = (zh, en) => ({ zh, en });
const path = process.env.MINGCHA_BUNDLE;

export const bundle = path ? JSON.parse(readFileSync(path, "utf8")) : BUNDLE;
export const person = { id: "p-1", name: "林晓", language: "zh", pseudonym: "S-017" };
export const VERSION = "00000000-0000-4000-8000-0000000000aa";

function day(shift) {
  return new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
}

function assignment(n, name, address, from, to, kind = "mystery") {
  const scenario = say(
    "你想给母亲买一件生日礼物，预算 300 元，拿不定主意。\n付款前提出：如果她不喜欢，能不能退？",
    "You want a birthday present for your mother, about 300 yuan, and cannot decide.\nBefore paying, ask: can it be returned if she does not like it?",
  );
  return {
    id: `00000000-0000-4000-8000-00000000000${n}`,
    branch: {
      code: `B0${n}`,
      name,
      address,
      zone: "Asia/Shanghai",
      latitude: null,
      longitude: null,
      datum: "wgs84",
      format: "flagship",
      region: ["EAST"],
      brand: "B",
      tags: [],
    },
    wave: { code: "2026-11", name: say("2026 年 11 月", "November 2026") },
    kind,
    channel: "on_site",
    scenario: kind === "mystery" ? scenario : null,
    due_from: day(from),
    due_to: day(to),
    checklist_version: VERSION,
    visit: null,
  };
}

export const assignments = [
  assignment(1, say("人民广场店", "People's Square"), "西藏中路 268 号 2 层", -2, 0),
  assignment(2, say("静安寺店", "Jing'an Temple"), "南京西路 1686 号", -1, 6),
  assignment(3, say("虹桥枢纽店", "Hongqiao Hub"), "申虹路 5 号 B1 层", 0, 9, "open"),
  assignment(4, say("徐家汇店", "Xujiahui"), "肇嘉浜路 1111 号", -9, -1),
];

/** Knobs for trying faults: {"down": true}, {"cut": 0.3}, {"expired": true}, {"slow": 800} */
export const faults = { down: false, cut: 0, expired: false, slow: 0 };
export const session = { open: process.env.MINGCHA_OPEN === "1", mustChange: false };
export const visits = new Map();
export const uploads = new Map();

export function arrivals(claims) {
  const missing = claims.filter((claim) => !uploads.get(claim.id)?.done).map((claim) => claim.id);
  return { expected: claims.length, arrived: claims.length - missing.length, missing };
}

export function card(visit) {
  const claims = visit.submissions.at(-1)?.photos ?? visit.draft?.photos ?? [];
  return {
    id: visit.id,
    state: visit.state,
    submission: visit.submissions.length,
    photos: arrivals(claims),
    returned: visit.returned,
    draft: visit.draft ? { revision: visit.draft.revision } : null,
  };
}

export function listed() {
  return assignments
    .map((one) => {
      const visit = [...visits.values()].find((v) => v.assignment === one.id);
      return { ...one, visit: visit ? card(visit) : null };
    })
    .filter((one) => one.visit?.state !== "submitted" || one.visit.photos.missing.length);
}

export function visitFor(id, body) {
  const known = visits.get(id);
  if (known) return known;
  const visit = {
    id,
    assignment: body.assignment,
    state: "draft",
    draft: null,
    submissions: [],
    returned: null,
  };
  visits.set(id, visit);
  return visit;
}
