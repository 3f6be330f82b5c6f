/** How much room there is, so that it is said before a visit is started and not when a photo does not fit. */
import { computed, signal } from "@preact/signals";
import { askToKeep, LEAST_MB, measureRoom, type Room } from "../store/room";

export const room = signal<Room>({ persisted: null, freeMb: null });
export const isTight = computed(() => room.value.freeMb !== null && room.value.freeMb < LEAST_MB);

export async function lookAtRoom(): Promise<void> {
  room.value = await measureRoom();
}

export async function keepRoom(): Promise<void> {
  await askToKeep();
  await lookAtRoom();
}
