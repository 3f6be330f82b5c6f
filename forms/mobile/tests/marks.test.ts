import { expect, test } from "vitest";
import { drawn, grown, moved, share } from "../src/logic/marks";
import { isOlder } from "../src/logic/older";

test("a drag in any direction makes the same circle and the same blur", () => {
  const [a, b] = [
    { x: 1000, y: 2000 },
    { x: 3000, y: 6000 },
  ];
  expect(drawn("circle", a, b)).toEqual({ kind: "circle", x: 2000, y: 4000, rx: 1000, ry: 2000 });
  expect(drawn("circle", b, a)).toEqual(drawn("circle", a, b));
  expect(drawn("blur", b, a)).toEqual({ kind: "blur", x: 1000, y: 2000, w: 2000, h: 4000 });
  expect(drawn("arrow", a, b)).toEqual({ kind: "arrow", x: 1000, y: 2000, x2: 3000, y2: 6000 });
});

test("a tap makes a mark around the point, inside the photo", () => {
  const tap = { x: 200, y: 5000 };
  const circle = drawn("circle", tap, tap);
  expect(circle).toMatchObject({ kind: "circle", ry: 1200 });
  expect(drawn("arrow", tap, tap)).toMatchObject({ x2: 200, y2: 5000 });
  expect(JSON.stringify(drawn("blur", tap, tap))).not.toContain("-");
});

test("what the keyboard does stays inside the photo", () => {
  const circle = { kind: "circle", x: 100, y: 9900, rx: 300, ry: 300 } as const;
  expect(moved(circle, -200, 200)).toMatchObject({ x: 0, y: 10_000 });
  expect(grown(circle, -200)).toMatchObject({ rx: 250, ry: 250 });
  expect([share(-1), share(0.5), share(2)]).toEqual([0, 5000, 10_000]);
});

test("older is what was taken well before the first sign of the visit", () => {
  const visit = { started_at: "2026-11-21T08:00:00Z" };
  expect(isOlder("2026-11-21T07:20:00Z", visit)).toBe(true);
  expect(isOlder("2026-11-21T07:40:00Z", visit)).toBe(false);
  expect(isOlder(null, visit)).toBe(false);
  const early = [{ id: "e", kind: "entered" as const, at: "2026-11-21T07:00:00Z" }];
  expect(isOlder("2026-11-21T07:20:00Z", { ...visit, events: early })).toBe(false);
});
