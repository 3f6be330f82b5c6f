import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { dayText, localMoment, spanText } from "../src/logic/dates";
import { newId } from "../src/logic/ids";
import { insideOf } from "../src/logic/inside";
import { parseNumber } from "../src/logic/numbers";
import { sha256 } from "../src/logic/sha256";
import { fitted } from "../src/logic/size";
import { clockFace, elapsed, stopped, typedSeconds } from "../src/logic/wait";
import { en } from "../src/words/en";
import { zh } from "../src/words/zh";

test("our own SHA-256 agrees with the machine's at every length around the block edges", () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 65_537]) {
    const data = Uint8Array.from({ length }, (_, n) => (n * 31 + length) & 255);
    const ours = Buffer.from(sha256(data)).toString("hex");
    expect(ours).toBe(createHash("sha256").update(data).digest("hex"));
  }
});

test("ids are version 4", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the longest edge is 2000 and nothing is enlarged or lost", () => {
  expect(fitted(4000, 3000, 2000)).toEqual({ width: 2000, height: 1500 });
  expect(fitted(3000, 4000, 2000)).toEqual({ width: 1500, height: 2000 });
  expect(fitted(640, 480, 2000)).toEqual({ width: 640, height: 480 });
  expect(fitted(20_000, 3, 2000)).toEqual({ width: 2000, height: 1 });
});

test("a stopwatch is two times", () => {
  const started = "2026-11-21T08:00:00.000Z";
  const now = new Date("2026-11-21T08:03:05.900Z");
  expect(elapsed(started, now.getTime())).toBe(185);
  expect(stopped(started, now, 4)).toEqual({
    seconds: 185,
    method: "stopwatch",
    queue: 4,
    started_at: started,
    stopped_at: now.toISOString(),
  });
  expect(elapsed(started, 0)).toBe(0);
  expect([0, 65, 600, 3725].map(clockFace)).toEqual(["0:00", "1:05", "10:00", "1:02:05"]);
});

test("typed times", () => {
  expect(typedSeconds("3", "")).toBe(180);
  expect(typedSeconds("", "45")).toBe(45);
  expect(typedSeconds("0", "90")).toBe(90);
  expect(typedSeconds("1.5", "")).toBe(90);
  expect(typedSeconds("２", "")).toBe(120);
  for (const [m, s] of [
    ["", ""],
    ["x", "1"],
    ["-1", "0"],
    ["9999", "0"],
  ] as const)
    expect(typedSeconds(m, s)).toBeNull();
});

test("numbers as people type them", () => {
  expect(["１２", "3,5", "1,200", "-4", "0.50", ".5", " 7 "].map(parseNumber)).toEqual([
    12, 3.5, 1200, -4, 0.5, 0.5, 7,
  ]);
  expect(["", "abc", "1.2.3", "1e9", "--1"].map(parseNumber)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test("days are written the way each language writes them", () => {
  expect(dayText("2026-11-21", "zh")).toBe("11月21日 周六");
  expect(dayText("2026-11-21", "en")).toBe("Sat 21 Nov");
  expect(spanText("2026-11-21", "2026-11-21", "en")).toBe("21 Nov");
  expect(spanText("2026-11-30", "2026-12-02", "zh")).toBe("11月30日 – 12月2日");
});

test("both languages fill the same holes", () => {
  const holes = (text: string) =>
    new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  for (const key of Object.keys(zh) as (keyof typeof zh)[])
    expect([key, holes(en[key])]).toEqual([key, holes(zh[key])]);
});

test("a moment is written as the phone's pickers write it", () => {
  const time = new Date(2026, 10, 2, 7, 5);
  expect(localMoment(time, "date")).toBe("2026-11-02");
  expect(localMoment(time, "time")).toBe("07:05");
  expect(localMoment(time, "datetime")).toBe("2026-11-02T07:05");
});

test("chat apps are told apart, and other browsers are left alone", () => {
  const agent = (name: string) => `Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 ${name}`;
  expect(insideOf(agent("MicroMessenger/8.0.47"))).toBe("wechat");
  expect(insideOf(agent("wxwork/4.1 MicroMessenger/7.0"))).toBe("wecom");
  expect(insideOf(agent("AliApp(DingTalk/7.5)"))).toBe("dingtalk");
  expect(insideOf(agent("Chrome/121.0 Mobile Safari/537.36"))).toBeNull();
});
