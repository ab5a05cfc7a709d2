/** A file system in which something else stands at a path whenever it is opened: swapped in since whoever opens it looked. */
import type * as Sync from "node:fs";
import type * as Async from "node:fs/promises";

interface Swap {
  file: string;
  /** Which opening of this file meets the other thing. */
  at: number;
  /** Puts it in the file's place. */
  put(): void;
  openings: number;
}

let swap: Swap | undefined;

export function swapAt(file: string, at: number, put: () => void): void {
  swap = { file, at, put, openings: 0 };
}

/** @returns whether the thing was swapped in */
export function endSwap(): boolean {
  const isSwapped = swap !== undefined && swap.openings >= swap.at;
  swap = undefined;
  return isSwapped;
}

function opening(file: unknown): void {
  if (swap === undefined || file !== swap.file) return;
  swap.openings++;
  if (swap.openings === swap.at) swap.put();
}

const before = <Open extends (...args: never[]) => unknown>(open: Open): Open =>
  ((...args: Parameters<Open>) => {
    opening(args[0]);
    return open(...args);
  }) as Open;

export const swappingAsync = (actual: typeof Async): typeof Async => ({
  ...actual,
  open: before(actual.open),
  readFile: before(actual.readFile as never),
});

export const swappingSync = (actual: typeof Sync): typeof Sync => ({
  ...actual,
  openSync: before(actual.openSync),
  readFileSync: before(actual.readFileSync as never),
});
