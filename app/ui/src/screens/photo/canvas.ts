// Drawing over a photo. The one file that knows Konva; it is loaded only where somebody draws.
import Konva from "konva/lib/Core";
import { Arrow } from "konva/lib/shapes/Arrow";
import { Ellipse } from "konva/lib/shapes/Ellipse";
import { Image as Picture } from "konva/lib/shapes/Image";
import { Line } from "konva/lib/shapes/Line";
import { Text } from "konva/lib/shapes/Text";
import { isDrawn, type Mark, type Tool } from "./drawing.ts";

/** Of the longer side of the photo. */
const STROKE = 1 / 160;
const LETTERS = 1 / 26;
/** In pixels of the screen. */
const LEAST_STROKE_PX = 8;
const QUALITY = 0.9;

export interface Board {
  /** Shows these marks. */
  show(marks: readonly Mark[]): void;
  /** What a finger does from now on; nothing while marks are only looked at. */
  use(tool: Tool, colour: string): void;
  fit(): void;
  /** The photo with what was drawn, at its own size. */
  picture(): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

interface Heard {
  onmark(mark: Mark): void;
  /** A text is wanted where somebody pressed. */
  ontext(points: [number, number]): void;
}

/** Puts the photo into an element, as large as it has room. @throws where the photo cannot be shown. */
export async function board(element: HTMLDivElement, url: string, { onmark, ontext }: Heard): Promise<Board> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const long = Math.max(width, height);
  const stage = new Konva.Stage({ container: element, width: 1, height: 1 });
  const ground = new Konva.Layer({ listening: false });
  const ink = new Konva.Layer({ listening: false });
  ground.add(new Picture({ image, width, height }));
  stage.add(ground, ink);
  const colourOf = (token: string) => getComputedStyle(element).getPropertyValue(`--${token}`).trim();

  let tool: Tool = "arrow";
  let colour = "mark-red";
  let begun: Mark | undefined;
  let shown: ReturnType<typeof shapeOf> | undefined;

  function shapeOf(mark: Mark) {
    const [x = 0, y = 0, toX = x, toY = y] = mark.points;
    const stroke = colourOf(mark.colour);
    const base = {
      stroke,
      strokeWidth: long * STROKE,
      lineCap: "round" as const,
      lineJoin: "round" as const,
      // An edge, so that it is seen on any ground.
      shadowColor: colourOf(mark.colour === "pen" ? "paper" : "pen"),
      shadowBlur: long * STROKE,
      shadowOpacity: 0.9,
    };
    switch (mark.tool) {
      case "arrow":
        return new Arrow({ ...base, points: mark.points, fill: stroke, pointerLength: long * STROKE * 4, pointerWidth: long * STROKE * 4 });
      case "circle":
        return new Ellipse({ ...base, x: (x + toX) / 2, y: (y + toY) / 2, radiusX: Math.abs(toX - x) / 2, radiusY: Math.abs(toY - y) / 2 });
      case "text":
        return new Text({
          ...base,
          stroke: undefined,
          strokeWidth: 0,
          x,
          y,
          width: Math.max(long * LETTERS * 3, width - x),
          text: mark.text ?? "",
          fill: stroke,
          fontSize: long * LETTERS,
          fontStyle: "bold",
          fontFamily: getComputedStyle(element).fontFamily,
        });
      default:
        return new Line({ ...base, points: mark.points, tension: mark.tool === "free" ? 0.3 : 0 });
    }
  }

  function at(): [number, number] | undefined {
    const point = stage.getRelativePointerPosition();
    return point ? [Math.min(width, Math.max(0, point.x)), Math.min(height, Math.max(0, point.y))] : undefined;
  }

  function redraw() {
    shown?.destroy();
    shown = begun && shapeOf(begun);
    if (shown) ink.add(shown);
  }

  stage.on("pointerdown", (event) => {
    event.evt.preventDefault();
    const point = at();
    if (!point) return;
    if (tool === "text") return;
    begun = { tool, colour, points: [...point] };
  });
  stage.on("pointermove", () => {
    const point = at();
    if (!begun || !point) return;
    begun = { ...begun, points: begun.tool === "free" ? [...begun.points, ...point] : [...begun.points.slice(0, 2), ...point] };
    redraw();
  });
  const end = () => {
    const made = begun;
    begun = undefined;
    redraw();
    if (made && isDrawn(made, LEAST_STROKE_PX / stage.scaleX())) onmark(made);
  };
  stage.on("pointerup", () => {
    const point = at();
    if (tool === "text" && point) ontext(point);
    else end();
  });
  // A stroke that leaves the picture ends there.
  stage.on("pointerleave pointercancel", end);

  const made: Board = {
    show(marks) {
      ink.destroyChildren();
      shown = undefined;
      marks.forEach((mark) => ink.add(shapeOf(mark)));
    },
    use(next, inColour) {
      tool = next;
      colour = inColour;
    },
    fit() {
      const room = element.parentElement;
      if (!room) return;
      const scale = Math.min(room.clientWidth / width, room.clientHeight / height);
      if (scale <= 0) return;
      stage.size({ width: Math.floor(width * scale), height: Math.floor(height * scale) });
      stage.scale({ x: scale, y: scale });
    },
    async picture() {
      // For a moment as large as the photo itself, so that not a pixel is lost.
      stage.size({ width, height });
      stage.scale({ x: 1, y: 1 });
      const canvas = stage.toCanvas({ pixelRatio: 1 });
      made.fit();
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
    },
    close() {
      stage.destroy();
    },
  };
  made.fit();
  return made;
}
