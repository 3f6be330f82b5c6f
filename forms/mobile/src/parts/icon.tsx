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
  basket: "M4 10h16l-1.7 9H5.7ZM8.2 10 12 4.5l3.8 5.5M10 13.5v2.5M14 13.5v2.5",
  circle: "M12 19.5c4.4 0 7.5-3.2 7.5-7.2S16.5 5 12.2 5 4.5 8 4.5 12.1s2.9 7 6.8 7.4",
  arrow: "M5 19 18.5 5.5M10 5h9v9",
  letters:
    "M5 18.5 10 5.5h.4l5 13M6.8 14h6.8M16.5 12.2c3.6-1.8 4.5.2 4.5 1.6v4.7M21 15c-5-.2-5.4 3.6-2.7 3.6 1.4 0 2.4-.7 2.7-1.6",
  blur: "M5 5h4v4H5ZM15 5h4v4h-4ZM10 10h4v4h-4ZM5 15h4v4H5ZM15 15h4v4h-4Z",
  undo: "M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-2.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
