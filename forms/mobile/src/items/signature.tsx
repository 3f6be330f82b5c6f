/** A signature by finger, or the name alone where writing by hand is awkward. */
import { useRef, useState } from "preact/hooks";
import type { Signature, Value } from "../contract";
import { withValue } from "../logic/answers";
import { extended, isFull, strokePath } from "../logic/strokes";
import { answer as give } from "../state/visit";
import { t } from "../words";
import type { FieldProps } from "./field";

const LONGEST_NAME = 60;

function signatureOf(value: Value | undefined): Signature {
  const isOne = typeof value === "object" && "strokes" in value;
  return isOne ? value : { name: "", strokes: [] };
}

function at(event: PointerEvent, box: DOMRect): [number, number] {
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

interface PadProps {
  strokes: number[][];
  full: boolean;
  add: (stroke: number[]) => void;
}

function Pad({ strokes, full, add }: PadProps) {
  const [drawn, setDrawn] = useState<number[] | null>(null);
  const stroke = useRef<number[] | null>(null);
  const move = (event: PointerEvent & { currentTarget: Element }, begin: boolean) => {
    if (full || (!begin && !stroke.current)) return;
    const box = event.currentTarget.getBoundingClientRect();
    stroke.current = extended(begin ? [] : (stroke.current ?? []), ...at(event, box));
    setDrawn(stroke.current);
  };
  const lift = () => {
    if (stroke.current) add(stroke.current);
    stroke.current = null;
    setDrawn(null);
  };
  const all = drawn ? [...strokes, drawn] : strokes;
  return (
    <svg
      class="pad"
      viewBox="0 0 1000 1000"
      preserveAspectRatio="none"
      role="img"
      aria-label={t("signBoard")}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event, true);
      }}
      onPointerMove={(event) => move(event, false)}
      onPointerUp={lift}
      onPointerCancel={lift}
    >
      <title>{t("signBoard")}</title>
      <path class="line" d="M60 780H940" />
      {all.map((one, n) => (
        <path key={String(n)} d={strokePath(one)} />
      ))}
    </svg>
  );
}

export function SignatureField({ item, visit, answer }: FieldProps) {
  const value = signatureOf(answer?.value);
  const save = (change: (old: Signature) => Signature) =>
    give(visit, item.key, (old, time) => {
      const next = change(signatureOf(old?.value));
      const isEmpty = next.strokes.length === 0 && next.name.trim() === "";
      return withValue(old, isEmpty ? undefined : next, time);
    });
  return (
    <div class="signature">
      <div class="pad-frame">
        <Pad
          strokes={value.strokes}
          full={isFull(value.strokes)}
          add={(stroke) => save((old) => ({ ...old, strokes: [...old.strokes, stroke] }))}
        />
        {value.strokes.length === 0 ? (
          <span class="quiet pad-hint">{t("signHere")}</span>
        ) : (
          <button
            type="button"
            class="chip pad-again"
            onClick={() => save((old) => ({ ...old, strokes: [] }))}
          >
            {t("signAgain")}
          </button>
        )}
      </div>
      <label class="field">
        <span>{t("signName")}</span>
        <input
          autocomplete="off"
          maxLength={LONGEST_NAME}
          value={value.name}
          aria-describedby={`${item.key}-name`}
          onInput={(event) => {
            const name = event.currentTarget.value;
            save((old) => ({ ...old, name }));
          }}
        />
      </label>
      <p class="quiet" id={`${item.key}-name`}>
        {t("signNameHint")}
      </p>
    </div>
  );
}
