/** How full a visit or section is, as a phase of the moon: a thin ring at the start, a full disc at the end. */
const R = 9;

/** Outline of the lit part for a share of 0 to 1, growing from the right. */
export function litPath(share: number): string {
  const full = Math.min(1, Math.max(0, share));
  const bulge = Math.abs(Math.cos(Math.PI * full)) * R;
  const sweep = full < 0.5 ? 0 : 1;
  return `M12 ${12 - R}A${R} ${R} 0 0 1 12 ${12 + R}A${bulge.toFixed(2)} ${R} 0 0 ${sweep} 12 ${12 - R}Z`;
}

export function Moon({ share, look = false }: { share: number; look?: boolean }) {
  return (
    <svg
      class={look ? "moon look" : "moon"}
      width="28"
      height="28"
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <circle class="ring" cx="12" cy="12" r={R} />
      {share > 0 && <path class="lit" d={litPath(share)} />}
      {share >= 1 && <path class="tick" d="m8.2 12.3 2.6 2.6 5-5.3" />}
    </svg>
  );
}
