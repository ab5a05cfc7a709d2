/** The process that a browser is. */
import type { Browser } from "puppeteer-core";

/**
 * A developer's own OpenClaw must not leak into a test; nor must the test into the OpenClaw that the companion
 * starts, which behaves otherwise under Vitest.
 */
export function withoutOpenClaw(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^((OPENCLAW|CLAUDE|XDG|VITEST|VITE)_|(VITEST|NODE_ENV|TEST)$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/** Collects what it writes, from now on. */
export function outputOf(browser: Browser): () => string {
  const chunks: Buffer[] = [];
  const { stdout, stderr } = browser.process() ?? {};
  for (const stream of [stdout, stderr]) stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
