/** Strokes of a signature: [x, y, x, y, …] in 0–1000 of the pad. */

const SMALLEST_STEP = 6;
/** Keeps a signature well under 20 kB as JSON. */
const MOST_NUMBERS = 3600;
const MOST_STROKES = 400;

const inside = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 1000);

/** Adds a point given in shares of the pad; points that hardly move are left out. */
export function extended(stroke: readonly number[], x: number, y: number): number[] {
  const [px, py] = [inside(x), inside(y)];
  const [lx, ly] = stroke.slice(-2);
  if (lx !== undefined && ly !== undefined && Math.hypot(px - lx, py - ly) < SMALLEST_STEP)
    return [...stroke];
  return stroke.length >= MOST_NUMBERS ? [...stroke] : [...stroke, px, py];
}

/** No more is taken: the server would refuse it. */
export function isFull(strokes: readonly number[][]): boolean {
  const numbers = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  return strokes.length >= MOST_STROKES || numbers >= MOST_NUMBERS;
}

/** SVG path; a single point becomes a dot. */
export function strokePath(stroke: readonly number[]): string {
  const points = Array.from({ length: Math.floor(stroke.length / 2) }, (_, n) =>
    stroke.slice(n * 2, n * 2 + 2).join(" "),
  );
  return points.length === 1 ? `M${points[0]}h1` : `M${points.join("L")}`;
}
