/** Dates as they are written: 11月21日 周六 / Sat 21 Nov. Days come as YYYY-MM-DD and stay that day in every zone. */
import type { Lang } from "../contract";

const ZH_DAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const EN_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const EN_MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

function parts(day: string): { month: number; date: number; weekday: number } {
  const time = new Date(`${day}T00:00:00Z`);
  return { month: time.getUTCMonth(), date: time.getUTCDate(), weekday: time.getUTCDay() };
}

export function dayText(day: string, lang: Lang): string {
  const { month, date, weekday } = parts(day);
  if (lang === "zh") return `${month + 1}月${date}日 ${ZH_DAYS[weekday]}`;
  return `${EN_DAYS[weekday]} ${date} ${EN_MONTHS[month]}`;
}

export function shortDay(day: string, lang: Lang): string {
  const { month, date } = parts(day);
  return lang === "zh" ? `${month + 1}月${date}日` : `${date} ${EN_MONTHS[month]}`;
}

export function spanText(from: string, to: string, lang: Lang): string {
  if (from === to) return shortDay(from, lang);
  return `${shortDay(from, lang)} – ${shortDay(to, lang)}`;
}

/** The local day of a moment, YYYY-MM-DD, in a zone (the phone's own when the zone is unknown). */
export function dayOf(time: Date, zone?: string): string {
  try {
    return new Intl.DateTimeFormat("en-CA", zone ? { timeZone: zone } : {}).format(time);
  } catch (error) {
    if (error instanceof RangeError && zone) return dayOf(time);
    throw error;
  }
}

/** 24-hour time of the phone's own zone, "09:05". */
export function clockText(iso: string): string {
  const time = new Date(iso);
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

/** A moment of the phone's own zone, as its pickers write it. */
export function localMoment(time: Date, ask: "date" | "time" | "datetime"): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  const day = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  const clock = clockText(time.toISOString());
  return { date: day, time: clock, datetime: `${day}T${clock}` }[ask];
}
