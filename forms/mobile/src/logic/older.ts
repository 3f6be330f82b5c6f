/** Whether a photo says that it was taken before the visit. A browser can ask for the camera, not enforce it. */
import type { VisitEvent } from "../contract";

/** Some take the shop front first and open the form afterwards. */
const GRACE = 30 * 60_000;

interface Begun {
  started_at: string;
  events?: VisitEvent[];
}

export function isOlder(takenAt: string | null, visit: Begun): boolean {
  if (takenAt === null) return false;
  const begun = [visit.started_at, ...(visit.events ?? []).map((event) => event.at)];
  return Date.parse(takenAt) < Math.min(...begun.map((at) => Date.parse(at))) - GRACE;
}
