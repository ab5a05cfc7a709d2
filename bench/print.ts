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
