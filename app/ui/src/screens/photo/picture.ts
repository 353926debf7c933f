// A chosen picture as the bytes of a JPEG or PNG, which is what the core keeps.

const KEPT = ["image/jpeg", "image/png"];
const QUALITY = 0.92;

/** @throws where it is no picture that can be shown here. */
export async function pictureBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const kept = KEPT.includes(file.type) ? file : await asJpeg(file);
  return new Uint8Array(await kept.arrayBuffer());
}

async function asJpeg(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    // A JPEG has no transparency; what is clear becomes paper, not black.
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--paper");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!made) throw new Error("no picture");
    return made;
  } finally {
    bitmap.close();
  }
}
