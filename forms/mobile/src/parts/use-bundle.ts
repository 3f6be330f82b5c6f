/** The checklist of a version: from memory, else from the phone, else from the server. */
import { useEffect, useState } from "preact/hooks";
import type { Bundle } from "../contract";
import { loadBundle } from "../state/data";

const ready = new Map<string, Bundle>();

export function useBundle(version: string | undefined): Bundle | null {
  const [, redraw] = useState(0);
  const known = version ? ready.get(version) : undefined;
  useEffect(() => {
    if (!version || known) return;
    let wanted = true;
    void loadBundle(version).then((bundle) => {
      if (bundle) ready.set(version, bundle);
      if (bundle && wanted) redraw((n) => n + 1);
    });
    return () => {
      wanted = false;
    };
  }, [version, known]);
  return known ?? null;
}
