/** What the demo prints: numbered steps, and below each what came of it. */
const started = performance.now();
let steps = 0;

/** @param of how many there will be */
export function step(title: string, of: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n[${++steps}/${of}] ${title}  (${seconds} s)`);
}

export function tell(text: string): void {
  console.log(indent(text, "      "));
}

/** A file, a change, or what a page says. */
export function quote(text: string): void {
  console.log(`\n${indent(text.trimEnd(), "      | ")}\n`);
}

const indent = (text: string, by: string): string => text.replaceAll("\r\n", "\n").replace(/^/gm, by);
