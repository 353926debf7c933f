// Pages of a PDF on canvases. The one file that knows pdf.js; it is loaded only where pages are shown.
// The build for older engines: the web view of a rugged tablet is often years behind.
import { getDocument, GlobalWorkerOptions, type PDFPageProxy, RenderingCancelledException } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Some engines refuse a larger canvas, and show it white. */
const CANVAS_PIXELS_MAX = 16_000_000;

export interface PaperPage {
  number: number;
  /** Of width to height. */
  ratio: number;
  /** Draws it so many pixels wide on a canvas of its own; `null` where it was stopped. @throws where it cannot be read. */
  draw(widthPx: number, stop?: AbortSignal): Promise<HTMLCanvasElement | null>;
  /** What it says, for who does not see it. */
  text(): Promise<string>;
}

export interface Paper {
  pages: PaperPage[];
  close(): void;
}

/** @throws where the bytes are no PDF. */
export async function openPaper(bytes: Uint8Array): Promise<Paper> {
  // What is given goes to the worker, and is empty afterwards.
  const task = getDocument({ data: bytes.slice(), useWasm: false, enableXfa: false });
  try {
    const document = await task.promise;
    const numbers = Array.from({ length: document.numPages }, (_, index) => index + 1);
    const pages = await Promise.all(numbers.map(async (number) => paperPage(await document.getPage(number))));
    return { pages, close: () => void task.destroy() };
  } catch (error) {
    void task.destroy();
    throw error;
  }
}

function paperPage(page: PDFPageProxy): PaperPage {
  const whole = page.getViewport({ scale: 1 });
  return {
    number: page.pageNumber,
    ratio: whole.width / whole.height,
    async draw(widthPx, stop) {
      const wanted = widthPx / whole.width;
      const allowed = Math.sqrt(CANVAS_PIXELS_MAX / (whole.width * whole.height));
      const viewport = page.getViewport({ scale: Math.min(wanted, allowed) });
      const canvas = document.createElement("canvas");
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      const task = page.render({ canvas, viewport });
      const cancel = () => task.cancel();
      stop?.addEventListener("abort", cancel);
      try {
        await task.promise;
        return canvas;
      } catch (error) {
        if (error instanceof RenderingCancelledException) return null;
        throw error;
      } finally {
        stop?.removeEventListener("abort", cancel);
      }
    },
    async text() {
      const { items } = await page.getTextContent();
      return items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
    },
  };
}
