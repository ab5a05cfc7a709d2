import { difference } from "../src/core/config/edit.ts";

/** The changed lines with some of their neighbours, as diff(1) writes them, and the key masked. */
export function showChange(before: string, after: string): string {
  const { offset, length, replacement } = difference(before, after);
  const lineOf = (text: string, position: number) => text.slice(0, position).split("\n").length - 1;
  const [first, last] = [lineOf(before, offset), lineOf(before, offset + length)];
  const lastAfter = lineOf(after, offset + replacement.length);
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const lines = [
    ...old.slice(Math.max(0, first - 2), first).map((line) => `  ${line}`),
    ...old.slice(first, last).map((line) => `- ${line}`),
    ...now.slice(first, lastAfter).map((line) => `+ ${line}`),
    ...now.slice(lastAfter, lastAfter + 2).map((line) => `  ${line}`),
  ];
  return lines.join("\n").replace(/(sk-ant-sid\d\d-)[\w-]+/g, "$1••••");
}
