// A list over everything else: no panel or sheet around it cuts it off.

const GAP_PX = 2;
const EDGE_PX = 8;
const HEIGHT_MAX_PX = 320;

/** Shows it below what it belongs to, or above where there is more room, as wide; it stays there while the page moves. */
export function below(anchor: () => HTMLElement | undefined) {
  return (list: HTMLElement) => {
    const place = () => {
      const at = anchor()?.getBoundingClientRect();
      if (!at) return;
      const under = window.innerHeight - at.bottom - GAP_PX - EDGE_PX;
      const over = at.top - GAP_PX - EDGE_PX;
      const isUnder = under >= Math.min(HEIGHT_MAX_PX, over) || under >= over;
      Object.assign(list.style, {
        left: `${at.left}px`,
        width: `${at.width}px`,
        top: isUnder ? `${at.bottom + GAP_PX}px` : "auto",
        bottom: isUnder ? "auto" : `${window.innerHeight - at.top + GAP_PX}px`,
        maxHeight: `${Math.min(HEIGHT_MAX_PX, isUnder ? under : over)}px`,
      });
    };
    list.popover = "manual";
    list.showPopover?.();
    place();
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, { capture: true });
      window.removeEventListener("resize", place);
    };
  };
}
