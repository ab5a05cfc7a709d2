/** Changes of a file, in a build whose minutes are seconds: more than three in ten of them would be held back. */
import { setTimeout as sleep } from "node:timers/promises";

const PACE_MS = 3_600;

/** @returns what waits until a next change would be let through at once: to be called before each */
export function paced(): () => Promise<void> {
  let next = 0;
  return async () => {
    await sleep(Math.max(0, next - performance.now()));
    next = performance.now() + PACE_MS;
  };
}
