// Dragging something in from beside: by mouse at once, by finger after it was held by its grip, ended by Escape.
const LEAST_PX = 5;

interface Dragged<T, Place> {
  of: T;
  x: number;
  y: number;
  over: Place | null;
}

/** `landing` says what lies under a point; `ondrop` is told where it was let go. Asked while a component begins. */
export function dragging<T, Place = { engineer: string; startMs: number }>(landing: (x: number, y: number) => Place | null, ondrop: (of: T, place: Place) => void) {
  let now = $state.raw<Dragged<T, Place> | null>(null);
  let end: (() => void) | undefined;

  $effect(() => () => end?.());

  function grab(of: T, event: PointerEvent) {
    const isByFinger = event.pointerType !== "mouse";
    if (event.button !== 0 || (isByFinger && !(event.target as Element).closest(".grip"))) return;
    const [fromX, fromY] = [event.clientX, event.clientY];
    let hasMoved = false;
    const listening = new AbortController();
    const { signal } = listening;
    end = () => {
      listening.abort();
      now = null;
    };
    const moved = ({ clientX: x, clientY: y }: PointerEvent) => {
      hasMoved ||= Math.hypot(x - fromX, y - fromY) >= LEAST_PX;
      if (hasMoved) now = { of, x, y, over: landing(x, y) };
    };
    const released = ({ clientX: x, clientY: y }: PointerEvent) => {
      end?.();
      if (!hasMoved) return;
      // The press that ends a drag is no click on what it began at.
      const swallowing = new AbortController();
      window.addEventListener("click", (click) => (click.stopPropagation(), click.preventDefault()), { capture: true, once: true, signal: swallowing.signal });
      setTimeout(() => swallowing.abort(), 0);
      const place = landing(x, y);
      if (place) ondrop(of, place);
    };
    window.addEventListener("pointermove", moved, { signal });
    window.addEventListener("pointerup", released, { signal });
    window.addEventListener("pointercancel", () => end?.(), { signal });
    window.addEventListener("keydown", (key) => key.key === "Escape" && hasMoved && (key.stopPropagation(), end?.()), { signal, capture: true });
  }

  return {
    get now() {
      return now;
    },
    grab,
  };
}
