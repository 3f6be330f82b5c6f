/**
 * Runs the queue: in the page, on start, when the network comes back, when the page is looked at, and by timer.
 * An entry leaves only after the server's word; a refusal or a sign-in that ran out never deletes anything.
 */
import { nextPhoto, nextWords, untilNext } from "../logic/queue";
import { confirmPerson, online, person, standing } from "../state/session";
import { photosOfPerson } from "../store/photos";
import { visitsOf } from "../store/visits";
import { alone } from "./alone";
import { runPhoto } from "./send-photo";
import { runWords } from "./send-words";

const LONGEST_SLEEP = 60_000;
const OTHER_TAB = 5_000;

let timer: ReturnType<typeof setTimeout> | undefined;

async function everything(id: string) {
  const [visits, photos] = await Promise.all([visitsOf(id), photosOfPerson(id)]);
  return { visits, photos };
}

function maySend(id: string): boolean {
  return online.value && standing.value === "confirmed" && person.value?.id === id;
}

/** A lane never runs twice at once; a call in between makes it look again at the end. */
function lane(name: string, work: (id: string) => Promise<void>): () => Promise<boolean> {
  let running = false;
  let again = false;
  return async function run(): Promise<boolean> {
    const id = person.value?.id;
    again = running;
    if (running || !id) return true;
    running = true;
    try {
      return await alone(name, () => work(id));
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

async function sleepUntilDue(id: string, ran: boolean): Promise<void> {
  const { visits, photos } = await everything(id);
  const due = untilNext(visits, photos, Date.now());
  const wait = ran ? due : OTHER_TAB;
  clearTimeout(timer);
  if (wait !== null)
    timer = setTimeout(() => void kick(), Math.min(Math.max(wait, 200), LONGEST_SLEEP));
}

/** Sends what is due. Called as often as one likes. */
export async function kick(): Promise<void> {
  const id = person.value?.id;
  if (!id || !online.value) return;
  if (standing.value !== "confirmed" && !(await confirmPerson())) {
    await sleepUntilDue(id, standing.value === "expired");
    return;
  }
  const ran = await Promise.all([sendWords(), sendPhotos()]);
  await sleepUntilDue(id, ran.every(Boolean));
}
