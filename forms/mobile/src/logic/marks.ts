/** Marks over a photo, in 1/10,000 of its width and height. */
import type { Mark } from "../contract";

export type Tool = Mark["kind"];

export interface Point {
  x: number;
  y: number;
}

const FULL = 10_000;
const SMALL = 250;
const TAPPED = 1_200;

export function share(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * FULL);
}

const inside = (value: number) => Math.min(FULL, Math.max(0, Math.round(value)));

/** A tap is as good as a drag: it makes a mark of middling size around the point. */
function span(from: Point, to: Point): [Point, Point] {
  if (Math.hypot(to.x - from.x, to.y - from.y) >= SMALL) return [from, to];
  const around = (step: number) => ({ x: inside(from.x + step), y: inside(from.y + step) });
  return [around(-TAPPED), around(TAPPED)];
}

/** Circles and blurs lie between two corners, an arrow points at where the finger was lifted. */
export function drawn(tool: Exclude<Tool, "text">, start: Point, end: Point): Mark {
  const [from, to] = span(start, end);
  if (tool === "arrow") {
    const isTap = from !== start;
    const tip = isTap ? start : to;
    return { kind: "arrow", x: from.x, y: from.y, x2: tip.x, y2: tip.y };
  }
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  const [w, h] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (tool === "blur") return { kind: "blur", x, y, w, h };
  const [rx, ry] = [Math.round(w / 2), Math.round(h / 2)];
  return { kind: "circle", x: x + rx, y: y + ry, rx, ry };
}

/** For the keyboard: the mark shifted by a step. */
export function moved(mark: Mark, dx: number, dy: number): Mark {
  const next = { ...mark, x: inside(mark.x + dx), y: inside(mark.y + dy) };
  return next.kind === "arrow"
    ? { ...next, x2: inside(next.x2 + dx), y2: inside(next.y2 + dy) }
    : next;
}

/** For the keyboard: the mark made larger or smaller; text has one size. */
export function grown(mark: Mark, step: number): Mark {
  const size = (value: number) => Math.min(FULL, Math.max(SMALL, value + step));
  if (mark.kind === "circle") return { ...mark, rx: size(mark.rx), ry: size(mark.ry) };
  if (mark.kind === "blur") return { ...mark, w: size(mark.w), h: size(mark.h) };
  if (mark.kind === "arrow") return { ...mark, x: inside(mark.x - step), y: inside(mark.y - step) };
  return mark;
}
