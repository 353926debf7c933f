// A paper as a file: to share, to keep, to print.
import { shell } from "../../door/shell.ts";

/** A4 at 200 dots per inch. */
const PRINTED_PX = 1654;
/** For engines that do not say when it is over. */
const PRINTING_MS_MAX = 60_000;

const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => new File([bytes], name, { type: "application/pdf" });

/** The system can hand files to other apps. */
export function canShare(): boolean {
  return navigator.canShare?.({ files: [file("x.pdf", new Uint8Array())] }) ?? false;
}

/** Hands it to another app; closing the list of apps is no failure. */
export async function share(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await navigator.share({ files: [file(name, bytes)], title: name });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}

/** Says where it is; empty where the system shows it itself. */
export function keep(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return shell.keepFile(name, bytes);
}

/** Prints the pages; `name` is what a printer that makes files calls it. */
export async function print(name: string, bytes: Uint8Array): Promise<void> {
  const { openPaper } = await import("./pdf.ts");
  const paper = await openPaper(bytes);
  const sheets = document.createElement("div");
  sheets.className = "sheets-to-print";
  const urls: string[] = [];
  const title = document.title;
  try {
    for (const page of paper.pages) {
      const canvas = await page.draw(PRINTED_PX);
      const picture = await new Promise<Blob | null>((done) => (canvas ? canvas.toBlob(done, "image/png") : done(null)));
      if (!picture) continue;
      const url = URL.createObjectURL(picture);
      urls.push(url);
      const image = Object.assign(new Image(), { src: url, alt: "" });
      sheets.append(image);
      await image.decode();
    }
    document.body.append(sheets);
    document.title = name.replace(/\.pdf$/, "");
    const isOver = new Promise<void>((done) => {
      window.addEventListener("afterprint", () => done(), { once: true });
      setTimeout(done, PRINTING_MS_MAX);
    });
    window.print();
    await isOver;
  } finally {
    document.title = title;
    sheets.remove();
    urls.forEach((url) => URL.revokeObjectURL(url));
    paper.close();
  }
}
