import { readFile, writeFile } from "node:fs/promises";
import type { Result, Row } from "./contest.ts";

/** As a table of Markdown, so that it can go into docs/performance.md as it is. */
export function asTable({ title, rounds, rows }: Result): string {
  const head = [`| ${title} (median of ${rounds}) | ms | spread | ratio |`, "| --- | --: | --: | --: |"];
  return [...head, ...rows.map(lineOf), ""].join("\n");
}

const lineOf = (row: Row): string =>
  `| ${row.name} | ${figure(row.medianMs)} | ${figure(row.spreadMs)} | ${ratioOf(row)} |`;

/** Two digits that tell something. */
export const figure = (value: number): string =>
  value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2)));

export const ratioOf = ({ ratio, isSteady }: Pick<Row, "ratio" | "isSteady">): string =>
  `${ratio.toFixed(2)}${isSteady ? "" : ", unsteady"}`;

const DOCS = "docs/performance.md";

/** Puts what a bench printed behind its mark, up to the next one. */
export async function intoDocs(name: string, texts: readonly string[]): Promise<void> {
  const docs = await readFile(DOCS, "utf8");
  const [before, after] = docs.split(`<!-- ${name} -->\n`);
  if (before === undefined || after === undefined) throw new Error(`${DOCS} has no mark for ${name}.`);
  const rest = after.slice(after.indexOf("<!-- "));
  await writeFile(DOCS, `${before}<!-- ${name} -->\n\n${texts.join("\n")}\n${rest}`);
}
