/** Mark up a photo: circle, arrow, words, blur. Each mark is kept at once; the file is never changed. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Mark } from "../contract";
import { drawn, grown, moved, type Point, share, type Tool } from "../logic/marks";
import { CoverButton } from "../parts/cover-button";
import { Frame } from "../parts/frame";
import { Icon, type IconName } from "../parts/icon";
import { Marks } from "../parts/marks";
import { Missing } from "../parts/missing";
import { useVisit, useWriter } from "../parts/use-visit";
import { photos } from "../state/data";
import { markPhoto } from "../state/photos";
import { go, paths } from "../state/route";
import { photoBytes } from "../store/photos";
import type { PhotoRecord } from "../store/records";
import { type Key, t } from "../words";

const TOOLS: { tool: Tool; icon: IconName; words: Key }[] = [
  { tool: "circle", icon: "circle", words: "markCircle" },
  { tool: "arrow", icon: "arrow", words: "markArrow" },
  { tool: "text", icon: "letters", words: "markText" },
  { tool: "blur", icon: "blur", words: "markBlur" },
];
const MOST = 50;
const LONGEST = 60;
const STEP = 200;
const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

function usePicture(photo: PhotoRecord | undefined): string | null | undefined {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  const id = photo?.here ? photo.id : null;
  useEffect(() => {
    let made: string | null = null;
    let wanted = true;
    const load = id ? photoBytes(id) : Promise.resolve(null);
    void load.then((picture) => {
      if (!wanted) return;
      made = picture && URL.createObjectURL(new Blob([picture.data], { type: picture.type }));
      setUrl(made);
    });
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return url;
}

function pointOf(event: PointerEvent, box: DOMRect): Point {
  return {
    x: share((event.clientX - box.left) / box.width),
    y: share((event.clientY - box.top) / box.height),
  };
}

type Change = (step: (marks: readonly Mark[]) => Mark[]) => void;

interface StageProps {
  url: string;
  photo: PhotoRecord;
  tool: Tool;
  marks: readonly Mark[];
  change: Change;
  write: (at: Point) => void;
}

function lastOf(marks: readonly Mark[], turn: (mark: Mark) => Mark): Mark[] {
  return [...marks.slice(0, -1), ...marks.slice(-1).map(turn)];
}

function Stage({ url, photo, tool, marks, change, write }: StageProps) {
  const start = useRef<Point | null>(null);
  const [pending, setPending] = useState<Mark | null>(null);
  const put = (from: Point, to: Point) => {
    if (tool === "text") write(to);
    else if (marks.length < MOST) change((old) => [...old, drawn(tool, from, to)]);
  };
  const at = (event: PointerEvent & { currentTarget: Element }) =>
    pointOf(event, event.currentTarget.getBoundingClientRect());
  const onKey = (event: KeyboardEvent) => {
    const step = MOVES[event.key];
    const size = event.key === "+" || event.key === "=" ? STEP : event.key === "-" ? -STEP : 0;
    const centre = { x: 5000, y: 5000 };
    if (event.key === "Enter") put(centre, centre);
    else if (step) change((old) => lastOf(old, (mark) => moved(mark, ...step)));
    else if (size) change((old) => lastOf(old, (mark) => grown(mark, size)));
    else return;
    event.preventDefault();
  };
  const shown = pending ? [...marks, pending] : marks;
  return (
    <div
      class="stage"
      role="application"
      aria-label={t("markStage")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard draws here as well
      tabIndex={0}
      style={{ aspectRatio: `${photo.width ?? 4} / ${photo.height ?? 3}` }}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = at(event);
      }}
      onPointerMove={(event) => {
        if (!start.current || tool === "text") return;
        setPending(drawn(tool, start.current, at(event)));
      }}
      onPointerUp={(event) => {
        if (start.current) put(start.current, at(event));
        start.current = null;
        setPending(null);
      }}
      onPointerCancel={() => {
        start.current = null;
        setPending(null);
      }}
    >
      <img src={url} alt="" draggable={false} />
      <Marks marks={shown} width={photo.width ?? 4} height={photo.height ?? 3} />
    </div>
  );
}

function Words({ put, close }: { put: (text: string) => void; close: () => void }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const written = useRef({ text, put });
  written.current = { text, put };
  useEffect(() => {
    field.current?.focus();
    // Also when one is done with the photo without having put them.
    return () => {
      const words = written.current.text.trim();
      if (words) written.current.put(words);
    };
  }, []);
  return (
    <form
      class="mark-words"
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <input
        ref={field}
        aria-label={t("markWords")}
        placeholder={t("markWords")}
        maxLength={LONGEST}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="second">
        {t("markPut")}
      </button>
    </form>
  );
}

export function MarkPage({ id, photo: photoId }: { id: string; photo: string }) {
  const here = useVisit(id);
  const mayWrite = useWriter(here?.visit?.id);
  const photo = photos.value.find((one) => one.id === photoId);
  const url = usePicture(photo);
  const [tool, setTool] = useState<Tool>("circle");
  const [writing, setWriting] = useState<Point | null>(null);
  const visit = here?.visit;
  if (!visit || !photo || visit.sealed) return <Missing />;
  const marks = photo.marks ?? [];
  const question = paths.section(id, photo.item.split(".")[0] ?? "", photo.item);
  const change: Change = (step) => mayWrite && void markPhoto(visit, photo.id, step);
  const bar = (
    <>
      <CoverButton here={here} />
      <button
        type="button"
        class="second"
        disabled={marks.length === 0}
        onClick={() => change((old) => old.slice(0, -1))}
      >
        <Icon name="undo" /> {t("markUndo")}
      </button>
      <button type="button" class="primary" onClick={() => go(question, true)}>
        {t("markDone")}
      </button>
    </>
  );
  return (
    <Frame title={t("markTitle")} back={question} bar={bar}>
      {url === null && <p class="note">{t("markGone")}</p>}
      {url && (
        <div class="mark-page">
          <Stage
            url={url}
            photo={photo}
            tool={tool}
            marks={marks}
            change={change}
            write={(at) => setWriting(at)}
          />
          {writing ? (
            <Words
              put={(text) => change((old) => [...old, { kind: "text", ...writing, text }])}
              close={() => setWriting(null)}
            />
          ) : (
            <div class="segments tools" role="group" aria-label={t("markTitle")}>
              {TOOLS.map((one) => (
                <button
                  key={one.tool}
                  type="button"
                  aria-pressed={tool === one.tool}
                  onClick={() => setTool(one.tool)}
                >
                  <Icon name={one.icon} size={22} />
                  <span>{t(one.words)}</span>
                </button>
              ))}
            </div>
          )}
          <p class="quiet" role="status">
            {marks.length > 0 ? t("markCount", { n: marks.length }) : t("markHint")}
          </p>
        </div>
      )}
    </Frame>
  );
}
