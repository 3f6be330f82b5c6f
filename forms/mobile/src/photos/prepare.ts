/** Hands a photo to the worker, one at a time, so that an old phone never decodes two pictures at once. */
import { type Preparation, prepare as prepareHere } from "./reduce";

const PATIENCE = 60_000;

let worker: Worker | null = null;
let orders = 0;
let last: Promise<unknown> = Promise.resolve();

function canWork(): boolean {
  return typeof Worker !== "undefined" && typeof OffscreenCanvas !== "undefined";
}

function open(): Worker {
  worker ??= new Worker(new URL("./reduce.worker.ts", import.meta.url), { type: "module" });
  return worker;
}

function inWorker(file: Blob): Promise<Preparation | null> {
  const mine = open();
  orders += 1;
  const order = orders;
  return new Promise((resolve) => {
    const finish = (done: Preparation | null) => {
      clearTimeout(timer);
      mine.removeEventListener("message", onMessage);
      mine.removeEventListener("error", onError);
      if (done === null) {
        mine.terminate();
        worker = null;
      }
      resolve(done);
    };
    const onMessage = (event: MessageEvent<{ order: number; done: Preparation }>) => {
      if (event.data.order === order) finish(event.data.done);
    };
    const onError = () => finish(null);
    const timer = setTimeout(onError, PATIENCE);
    mine.addEventListener("message", onMessage);
    mine.addEventListener("error", onError);
    mine.postMessage({ order, file });
  });
}

async function one(file: Blob): Promise<Preparation> {
  const done = canWork() ? await inWorker(file) : null;
  return done ?? prepareHere(file);
}

export function prepare(file: Blob): Promise<Preparation> {
  const next = last.then(() => one(file));
  last = next.catch(() => undefined);
  return next;
}
