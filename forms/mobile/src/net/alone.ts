/**
 * Lets one tab at a time do a piece of work. Where Web Locks are missing (plain HTTP) every tab may: sending the
 * same thing twice is harmless by contract. A lock held by a frozen tab is taken over after a while.
 */

const STALE = 90_000;
const refusedSince = new Map<string, number>();

function isStale(name: string, now: number): boolean {
  const since = refusedSince.get(name) ?? now;
  refusedSince.set(name, since);
  return now - since > STALE;
}

/** False when another tab is at it. */
export async function alone(name: string, work: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await work();
    return true;
  }
  const steal = refusedSince.has(name) && isStale(name, Date.now());
  const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
  return navigator.locks.request(`mingcha-${name}`, options, async (lock) => {
    if (!lock) {
      isStale(name, Date.now());
      return false;
    }
    refusedSince.delete(name);
    await work();
    return true;
  });
}
