/**
 * What a run of tests ends with: what was left out and why, what failed and how, and the sums by suite, of which the
 * last line is the sum of all. Of a long log often no more than its end is at hand.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

export interface Count {
  suite: string;
  passed: number;
  failed: number;
  /** Where a browser does not have a scenario, or the machine does not allow what a test needs. */
  skipped: number;
}

/** A test that failed, or what else did: a file before its first test, a hook. */
export interface Failed {
  suite: string;
  file: string;
  title: string;
  error: string;
}

/** Tests that were not run, and why not. */
export interface LeftOut {
  suite: string;
  reason: string;
  titles: string[];
}

/** What is to be told at the end, of one run of Vitest or of a suite that could not be started. */
export interface RunEnd {
  counts?: readonly Count[];
  failed?: readonly Failed[];
  /** Failed at first and passed at another try: none of them is right yet. */
  unsteady?: readonly Failed[];
  leftOut?: readonly LeftOut[];
  /** What the machine lacks, each in a sentence. */
  missing?: readonly string[];
}

/** The first lines of an error say what it is; the whole stands further above. */
const ERROR_LINES = 8;
const LINE_LENGTH = 240;

/** Several runs write into one file, each adds its end. */
export const noteRunEnd = (file: string, end: RunEnd): void =>
  appendFileSync(file, `${JSON.stringify(end)}\n`);

export function notedRunEnds(file: string): RunEnd[] {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RunEnd);
}

/** The files in which something failed: a test, or a hook around several. */
export const filesWithFailures = (ends: readonly RunEnd[]): string[] => [
  ...new Set(ends.flatMap((end) => end.failed ?? []).map(({ file }) => file)),
];

/** What holds after the files of failures were run afresh: each file's later end, and what was unsteady. */
export function afterFreshRun(first: readonly RunEnd[], fresh: readonly RunEnd[]): RunEnd[] {
  const stillFailing = filesWithFailures(fresh);
  const mended = first.flatMap((end) => end.failed ?? []).filter(({ file }) => !stillFailing.includes(file));
  return [...first.filter((end) => !end.failed?.length), ...fresh, { unsteady: mended }];
}

export function report(ends: readonly RunEnd[]): void {
  console.log(`\n${reportLines(ends).join("\n")}`);
}

export function reportLines(ends: readonly RunEnd[]): string[] {
  const counts = ends.flatMap((end) => end.counts ?? []);
  const [total] = addUp(counts.map((count) => ({ ...count, suite: "all" })));
  return [
    ...together(ends.flatMap((end) => end.leftOut ?? [])).map(leftOutLine),
    ...new Set(ends.flatMap((end) => end.missing ?? [])),
    ...ends
      .flatMap((end) => end.unsteady ?? [])
      .flatMap((test) => failedLines(test, "passed at another try")),
    ...ends.flatMap((end) => end.failed ?? []).flatMap((test) => failedLines(test, "failed")),
    ...addUp(counts).map((count) => `${count.suite}: ${words(count)}`),
    words(total ?? { passed: 0, failed: 0, skipped: 0 }),
  ];
}

/** One count a suite, in the order in which they came. */
function addUp(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>();
  for (const { suite, passed, failed, skipped } of counts) {
    const sum = sums.get(suite) ?? { suite, passed: 0, failed: 0, skipped: 0 };
    sums.set(suite, sum);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return [...sums.values()];
}

/** One entry for each reason in a suite. */
function together(all: readonly LeftOut[]): LeftOut[] {
  const entries = new Map<string, LeftOut>();
  for (const { suite, reason, titles } of all) {
    const name = JSON.stringify([suite, reason]);
    const before = entries.get(name)?.titles ?? [];
    entries.set(name, { suite, reason, titles: [...new Set([...before, ...titles])] });
  }
  return [...entries.values()];
}

function leftOutLine({ suite, reason, titles }: LeftOut): string {
  const [first = "", ...others] = titles;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `${suite}: not run: ${cut(first)}${more}. ${reason}`;
}

function failedLines({ suite, file, title, error }: Failed, what: string): string[] {
  const lines = stripVTControlCharacters(error)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return [
    [`${suite}: ${what}`, [file, title].filter(Boolean).join(" > ")].filter(Boolean).join(": "),
    ...lines.slice(0, ERROR_LINES).map((line) => `    ${cut(line)}`),
  ];
}

const cut = (line: string): string => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}...` : line);

const words = ({ passed, failed, skipped }: Omit<Count, "suite">): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
