/**
 * Runs the queue: in the page, on start, when the network comes back, when the page is looked at, and by timer.
 * An entry leaves only after the server's word; a refusal or a sign-in that ran out never deletes anything.
 */
import { nextPhoto, nextWords, untilNext } from "../logic/queue";
import { confirmPerson, online, person, standing } from "../state/session";
import { changePhoto, photosOfPerson } from "../store/photos";
import type { Retry } from "../store/records";
import { changeVisit, visitsOf } from "../store/visits";
import { alone } from "./alone";
import { runPhoto } from "./send-photo";
import { runWords } from "./send-words";

const LONGEST_SLEEP = 60_000;
/** The phone's clock against one that never jumps; a difference of more than this is a jump, ms. */
const JUMP = 5_000;
const OTHER_TAB = 5_000;

/** Lanes that another tab was at when this one last looked. */
const elsewhere = new Set<string>();

let timer: ReturnType<typeof setTimeout> | undefined;

let ahead = Date.now() - performance.now();

/** The clock was set while the page was open: what waits for a time by the old one is due now. */
async function heedJump(id: string): Promise<void> {
  const now = Date.now() - performance.now();
  if (Math.abs(now - ahead) < JUMP) return;
  ahead = now;
  const { visits, photos } = await everything(id);
  const isWaiting = (entry: { retry: Retry }) => entry.retry.notBefore > 0;
  const dueNow = (retry: Retry): Retry => ({ ...retry, notBefore: 0 });
  for (const visit of visits.filter(isWaiting))
    await changeVisit(visit.id, (old) => ({ ...old, retry: dueNow(old.retry) }));
  for (const photo of photos.filter(isWaiting))
    await changePhoto(photo.id, (old) => ({ ...old, retry: dueNow(old.retry) }));
}

async function everything(id: string) {
  const [visits, photos] = await Promise.all([visitsOf(id), photosOfPerson(id)]);
  return { visits, photos };
}

function maySend(id: string): boolean {
  return online.value && standing.value === "confirmed" && person.value?.id === id;
}

/**
 * A lane never runs twice at once; a call in between makes it look again at the end. However it was started, what it
 * leaves behind has its time set.
 */
function lane(name: string, work: (id: string) => Promise<void>): () => Promise<void> {
  let running = false;
  let again = false;
  return async function run(): Promise<void> {
    const id = person.value?.id;
    again = running;
    if (running || !id) return;
    running = true;
    try {
      if (await alone(name, () => work(id))) elsewhere.delete(name);
      else elsewhere.add(name);
      await sleepUntilDue(id);
    } catch (error) {
      // The store refused to note what the server said: nothing is lost by it, and it is asked again.
      if (!(error instanceof DOMException)) throw error;
      comeBack(LONGEST_SLEEP);
    } finally {
      running = false;
      if (again) queueMicrotask(() => void run());
    }
  };
}

const sendWords = lane("words", async (id) => {
  while (maySend(id)) {
    const { visits, photos } = await everything(id);
    const job = nextWords(visits, photos, Date.now());
    if (!job) return;
    await runWords(job, photos);
    void sendPhotos();
  }
});

const sendPhotos = lane("photos", async (id) => {
  while (maySend(id)) {
    const { visits, photos } = await everything(id);
    const photo = nextPhoto(visits, photos, Date.now());
    if (!photo) return;
    await runPhoto(photo);
    void sendWords();
  }
});

async function sleepUntilDue(id: string): Promise<void> {
  const { visits, photos } = await everything(id);
  const due = untilNext(visits, photos, Date.now());
  const wait = elsewhere.size > 0 ? OTHER_TAB : due;
  clearTimeout(timer);
  if (!online.value) timer = setTimeout(() => void probe(), LONGEST_SLEEP);
  else if (wait !== null) comeBack(wait);
}

function comeBack(wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void kick(), Math.min(Math.max(wait, 200), LONGEST_SLEEP));
}

/** Some browsers forget to say that the network is back: ask the server itself. */
async function probe(): Promise<void> {
  if (!online.value) online.value = navigator.onLine || (await confirmPerson());
  await kick();
}

/** Sends what is due. Called as often as one likes. */
export async function kick(): Promise<void> {
  const id = person.value?.id;
  if (!id) return;
  await heedJump(id);
  if (!online.value) return sleepUntilDue(id);
  if (standing.value !== "confirmed" && !(await confirmPerson())) {
    if (standing.value === "expired") return sleepUntilDue(id);
    return comeBack(OTHER_TAB);
  }
  await Promise.all([sendWords(), sendPhotos()]);
}
