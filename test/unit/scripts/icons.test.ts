import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { expect, it } from "vitest";

const BYTES = 4;

/** Of 255: a curve's edge leaves less beside it, which nobody sees. */
const FAINT = 8;

/** How much is empty before and after what is drawn, in pixels. @param png 8 bits, RGBA, not interlaced */
function edgesOf(png: Buffer) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const pixels = unfiltered(inflateSync(dataOf(png)), width * BYTES);
  const isDrawn = (x: number, y: number) => pixels[y]![x * BYTES + BYTES - 1]! > FAINT;
  const columns = Array.from({ length: width }, (_, x) => pixels.some((_row, y) => isDrawn(x, y)));
  const rows = Array.from({ length: height }, (_, y) => columns.some((_column, x) => isDrawn(x, y)));
  const ends = (line: boolean[]) => [line.indexOf(true), line.length - 1 - line.lastIndexOf(true)];
  return { size: [width, height], free: [...ends(columns), ...ends(rows)] };
}

function dataOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return Buffer.concat(parts);
}

/** Each row's first byte says how it was filtered (PNG, 9.2). */
function unfiltered(raw: Buffer, stride: number): Buffer[] {
  let above = Buffer.alloc(stride);
  return Array.from({ length: raw.length / (stride + 1) }, (_, y) => {
    const filter = raw[y * (stride + 1)]!;
    const row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let x = 0; x < stride; x++) {
      const [left, up, corner] = [row[x - BYTES] ?? 0, above[x]!, above[x - BYTES] ?? 0];
      row[x]! += [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter]!;
    }
    return (above = row);
  });
}

function nearest(left: number, up: number, corner: number): number {
  const distances = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  return [left, up, corner][distances.indexOf(Math.min(...distances))]!;
}

it.each([
  [16, 0],
  [32, 0],
  [48, 0],
  [96, 0],
  [128, 16],
])(
  "the icon of %d pixels leaves %d free on each side: stores want some, a toolbar has none to spare",
  (size, free) => {
    const edges = edgesOf(readFileSync(`public/icon/${size}.png`));
    expect(edges).toEqual({ size: [size, size], free: [free, free, free, free] });
  },
);
