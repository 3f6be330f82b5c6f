/** What tabs of the form tell each other. Without the channel each tab knows of the others at its next start only. */

export type Word =
  | { kind: "changed" } // the store holds something new
  | { kind: "person" } // somebody else may be signed in
  | { kind: "take"; visit: string } // another tab wants to write this visit
  | { kind: "erased" };

type Heard = { [K in Word["kind"]]?: (word: Extract<Word, { kind: K }>) => void };

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("mingcha") : null;

export function tell(word: Word): void {
  channel?.postMessage(word);
}

/** Listens until the returned function is called. */
export function hear(heard: Heard): () => void {
  const listen = (event: MessageEvent<Word>) => {
    (heard[event.data.kind] as ((word: Word) => void) | undefined)?.(event.data);
  };
  channel?.addEventListener("message", listen);
  return () => channel?.removeEventListener("message", listen);
}
