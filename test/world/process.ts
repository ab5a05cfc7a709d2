/** The process that a browser is. */
import type { Browser } from "puppeteer-core";

/** A developer's own OpenClaw must not leak into a test. */
export function withoutOpenClaw(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(OPENCLAW|CLAUDE|XDG)_/.test(name)));
}

/** Gathers what it writes, from now on. */
export function outputOf(browser: Browser): () => string {
  const chunks: Buffer[] = [];
  const { stdout, stderr } = browser.process() ?? {};
  for (const stream of [stdout, stderr]) stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
