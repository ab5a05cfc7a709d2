/** As package.json has it, under `engines`. */
const OLDEST_NODE = 22;

/** Whether a Node of this version (`22.1.0`, with or without a `v` before it) can't run the companion. */
export const isTooOld = (version: string): boolean =>
  Number.parseInt(version.replace(/^v/, ""), 10) < OLDEST_NODE;
