// Two fingers, a double tap, or the wheel with Ctrl: how large the pages are. The point under the fingers stays where it is.
import type { Attachment } from "svelte/attachments";

export const ZOOM_MIN = 1;
export const ZOOM_MAX = 4;
const DOUBLE = 2;
const WHEEL_STEP = 0.0025;

export function limited(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}

type Set = (zoom: number, at: { clientX: number; clientY: number }) => void;

export function zooms(zoom: () => number, set: Set): Attachment<HTMLElement> {
  return (element) => {
    let apart = 0;
    let began = 1;
    const distance = ([a, b]: Touch[]) => (a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0);
    const start = (event: TouchEvent) => {
      if (event.touches.length !== 2) return;
      apart = distance([...event.touches]);
      began = zoom();
    };
    const move = (event: TouchEvent) => {
      const [a, b] = event.touches;
      if (!a || !b || event.touches.length !== 2 || apart === 0) return;
      event.preventDefault();
      const middle = { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
      set((began * distance([a, b])) / apart, middle);
    };
    const double = (event: MouseEvent) => set(zoom() > ZOOM_MIN ? ZOOM_MIN : DOUBLE, event);
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      set(zoom() * (1 - event.deltaY * WHEEL_STEP), event);
    };
    element.addEventListener("touchstart", start, { passive: true });
    element.addEventListener("touchmove", move, { passive: false });
    element.addEventListener("dblclick", double);
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("touchstart", start);
      element.removeEventListener("touchmove", move);
      element.removeEventListener("dblclick", double);
      element.removeEventListener("wheel", wheel);
    };
  };
}
