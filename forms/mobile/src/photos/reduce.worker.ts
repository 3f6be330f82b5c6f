import { prepare } from "./reduce";

interface Order {
  order: number;
  file: Blob;
}

const port = self as unknown as DedicatedWorkerGlobalScope;

port.addEventListener("message", async (event: MessageEvent<Order>) => {
  const { order, file } = event.data;
  const done = await prepare(file);
  const moved = done.ok
    ? [done.photo.data, ...(done.photo.thumb ? [done.photo.thumb.data] : [])]
    : [];
  port.postMessage({ order, done }, moved);
});
