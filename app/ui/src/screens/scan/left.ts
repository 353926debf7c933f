// The code that was opened last: who comes back while it is still before the camera is not sent away again at once.

const REMEMBERED_MS = 120_000;
/** Out of the picture for so long, it counts as new. */
const GONE_MS = 1_500;

interface Left {
  text: string;
  title: string;
  path: string;
  leftMs: number;
  goneMs?: number;
  isInPicture: boolean;
}

let last: Left | undefined;

export const left = {
  left(text: string, title: string, path: string) {
    last = { text, title, path, leftMs: performance.now(), isInPicture: false };
  },
  /** It was opened a moment ago and has not left the picture since. */
  isResting(text: string): boolean {
    return last?.text === text && performance.now() - last.leftMs < REMEMBERED_MS;
  },
  /** What stands in the picture now. */
  saw(texts: readonly string[]) {
    if (!last) return;
    last.isInPicture = texts.includes(last.text);
    if (last.isInPicture) {
      delete last.goneMs;
      return;
    }
    last.goneMs ??= performance.now();
    if (performance.now() - last.goneMs >= GONE_MS) last = undefined;
  },
  /** To open it once more, by a press. */
  get offered(): { title: string; path: string } | undefined {
    return last?.isInPicture && last.title ? last : undefined;
  },
};
