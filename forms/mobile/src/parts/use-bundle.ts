/** The checklist of a version: from memory, else from the phone, else from the server. */
import { useEffect } from "preact/hooks";
import type { Bundle } from "../contract";
import { bundles, loadBundle } from "../state/provisions";

export function useBundle(version: string | undefined): Bundle | null {
  const known = version ? bundles.value.get(version) : undefined;
  useEffect(() => {
    if (version && !known) void loadBundle(version);
  }, [version, known]);
  return known ?? null;
}
