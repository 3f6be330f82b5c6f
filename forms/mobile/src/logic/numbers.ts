/** A number as people type it: full-width digits, comma or point, spaces between. Null when it is none. */
export function parseNumber(typed: string): number | null {
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s_]/g, "")
    .replace(/[−–—]/g, "-")
    .replace(/^(-?\d+),(\d{1,2})$/, "$1.$2")
    .replace(/,(?=\d{3}(\D|$))/g, "");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const number = Number(plain);
  return Math.abs(number) <= 1e12 ? number : null;
}
