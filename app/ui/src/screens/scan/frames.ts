// Brightness of pictures, row by row, as the core reads codes from it.

/** Longer sides only cost time: a code that is not read at this size has to be nearer anyway. */
const LONG_SIDE_PX = 1280;

export interface Luma {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** What is seen of a video in a box that it covers; nothing before it has a picture. */
export function lumaOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): Luma | undefined {
  const [from, box] = [
    { width: video.videoWidth, height: video.videoHeight },
    { width: video.clientWidth, height: video.clientHeight },
  ];
  if (!from.width || !from.height || !box.width || !box.height) return undefined;
  const scale = Math.max(box.width / from.width, box.height / from.height);
  const [seenWidth, seenHeight] = [box.width / scale, box.height / scale];
  const smaller = Math.min(1, LONG_SIDE_PX / Math.max(seenWidth, seenHeight));
  const [width, height] = [Math.round(seenWidth * smaller), Math.round(seenHeight * smaller)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return undefined;
  pen.drawImage(video, (from.width - seenWidth) / 2, (from.height - seenHeight) / 2, seenWidth, seenHeight, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height);
  // Rec. 601 in 256ths.
  for (let at = 0, of = 0; at < pixels.length; at += 1, of += 4) {
    pixels[at] = (77 * (data[of] ?? 0) + 150 * (data[of + 1] ?? 0) + 29 * (data[of + 2] ?? 0)) >> 8;
  }
  return { width, height, pixels };
}

/** The next picture of a video, where the browser tells of it; else the next moment something is drawn. */
export function nextPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise((done) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => done());
    else requestAnimationFrame(() => done());
  });
}
