import type { Result, Row } from "./contest.ts";

/** As a table of Markdown, so that it can go into docs/performance.md as it is. */
export function asTable({ title, rounds, rows }: Result): string {
  const head = [`| ${title} (median of ${rounds}) | ms | spread | ratio |`, "| --- | --: | --: | --: |"];
  return [...head, ...rows.map(lineOf), ""].join("\n");
}

const lineOf = ({ name, medianMs, spreadMs, ratio, isSteady }: Row): string =>
  `| ${name} | ${figure(medianMs)} | ${figure(spreadMs)} | ${ratio.toFixed(2)}${isSteady ? "" : ", unsteady"} |`;

/** Two digits that tell something, and no comma where there is none to trust. */
const figure = (value: number): string => value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0);
