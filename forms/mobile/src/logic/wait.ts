/** Stopwatches are two times and nothing that ticks, so they survive a locked phone and a reload. */
import type { Wait } from "../contract";
import { parseNumber } from "./numbers";

export function elapsed(started: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(started)) / 1000));
}

/** 65 → "1:05"; 3725 → "1:02:05". */
export function clockFace(seconds: number): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = `${hours > 0 ? pad(minutes) : minutes}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

export function stopped(started: string, now: Date, queue: number | null): Wait {
  const seconds = elapsed(started, now.getTime());
  return {
    seconds,
    method: "stopwatch",
    queue,
    started_at: started,
    stopped_at: now.toISOString(),
  };
}

/** Minutes and seconds as typed; null when both are empty or one is no number. */
export function typedSeconds(minutes: string, seconds: string): number | null {
  if (minutes.trim() === "" && seconds.trim() === "") return null;
  const [m, s] = [minutes, seconds].map((part) => (part.trim() === "" ? 0 : parseNumber(part)));
  if (m == null || s == null) return null;
  const total = m * 60 + s;
  return Number.isInteger(total) && total >= 0 && total <= 86_400 ? total : null;
}
