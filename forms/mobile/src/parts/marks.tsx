/** Marks drawn over a photo of the given size; the photo itself stays as it was taken. */
import type { Mark } from "../contract";

interface Props {
  marks: readonly Mark[];
  width: number;
  height: number;
}

const percent = (value: number) => `${value / 100}%`;

function Blur({ mark }: { mark: Extract<Mark, { kind: "blur" }> }) {
  const { x, y, w, h } = mark;
  const style = { left: percent(x), top: percent(y), width: percent(w), height: percent(h) };
  return <i class="blurred" style={style} />;
}

function Shape({ mark, width, height }: { mark: Mark } & Omit<Props, "marks">) {
  const x = (mark.x * width) / 10_000;
  const y = (mark.y * height) / 10_000;
  if (mark.kind === "circle") {
    const [rx, ry] = [(mark.rx * width) / 10_000, (mark.ry * height) / 10_000];
    return <ellipse cx={x} cy={y} rx={rx} ry={ry} />;
  }
  if (mark.kind === "arrow") {
    const [x2, y2] = [(mark.x2 * width) / 10_000, (mark.y2 * height) / 10_000];
    const turn = Math.atan2(y2 - y, x2 - x);
    const head = Math.max(width, height) / 28;
    const side = (by: number) =>
      `${x2 - head * Math.cos(turn + by)} ${y2 - head * Math.sin(turn + by)}`;
    return <path d={`M${x} ${y}L${x2} ${y2}M${side(0.5)}L${x2} ${y2}L${side(-0.5)}`} />;
  }
  if (mark.kind === "text")
    return (
      <text x={x} y={y} font-size={Math.max(width, height) / 24}>
        {mark.text}
      </text>
    );
  return null;
}

export function Marks({ marks, width, height }: Props) {
  const shapes = marks.filter((mark) => mark.kind !== "blur");
  const line = { "--line": `${Math.max(width, height) / 160}px` };
  return (
    <>
      {marks.map((mark, n) => mark.kind === "blur" && <Blur key={String(n)} mark={mark} />)}
      <svg class="marks" viewBox={`0 0 ${width} ${height}`} style={line} aria-hidden="true">
        {["halo", "ink"].map((layer) => (
          <g key={layer} class={layer}>
            {shapes.map((mark, n) => (
              <Shape key={String(n)} mark={mark} width={width} height={height} />
            ))}
          </g>
        ))}
      </svg>
    </>
  );
}
