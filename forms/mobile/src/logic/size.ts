/** Pixels after reduction: the longest edge at most `edge`, never enlarged, never zero. */
export function fitted(
  width: number,
  height: number,
  edge: number,
): { width: number; height: number } {
  const factor = Math.min(1, edge / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.round(length * factor));
  return { width: scaled(width), height: scaled(height) };
}

/** Room on the phone as it is spoken of: whole megabytes, from a thousand on gigabytes. */
export function roomText(megabytes: number): string {
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
