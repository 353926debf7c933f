// Prints the text of the QR code in each PNG that is named, one a line; an empty line where there is none.
const { readFileSync } = require("node:fs");
const jsQR = require("jsqr").default ?? require("jsqr");
const { PNG } = require("pngjs");

for (const file of process.argv.slice(2)) {
  const { data, width, height } = PNG.sync.read(readFileSync(file));
  console.log(jsQR(new Uint8ClampedArray(data), width, height)?.data ?? "");
}
