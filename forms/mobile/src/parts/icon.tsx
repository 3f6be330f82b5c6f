/** The form's own marks, drawn on a 24 px field with one line weight. */
const PATHS = {
  back: "M14.5 5.5 8 12l6.5 6.5",
  next: "M9.5 5.5 16 12l-6.5 6.5",
  down: "M12 5v13M6.5 12.5 12 18l5.5-5.5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  camera:
    "M4 8.5A1.5 1.5 0 0 1 5.5 7h2.7l1.3-2h5l1.3 2h2.7A1.5 1.5 0 0 1 20 8.5v9A1.5 1.5 0 0 1 18.5 19h-13A1.5 1.5 0 0 1 4 17.5ZM12 16.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8Z",
  note: "M5 19.5 6 15 15.8 5.2a1.7 1.7 0 0 1 2.4 0l.9.9a1.7 1.7 0 0 1 0 2.4L9.3 18.4ZM14 7l3.3 3.3",
  list: "M9 6.5h10.5M9 12h10.5M9 17.5h10.5M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.5V12l3 2",
  flag: "M6 20V5h11l-2.5 4L17 13H6",
  close: "m6.5 6.5 11 11M17.5 6.5l-11 11",
  person: "M12 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4ZM4.8 19.8a7.2 7.2 0 0 1 14.4 0",
  refresh: "M19 12a7 7 0 1 1-2.2-5.1M19 4.5V8h-3.5",
  pin: "M12 21s-6-5.4-6-10.4a6 6 0 1 1 12 0C18 15.6 12 21 12 21ZM12 12.8a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
