/** Tests that need what not every machine has: they are left out with the reason, and the end of a run tells it. */
import { beforeEach } from "vitest";

/** Of the block, or of the file, that this stands in. */
export function needs(what: string, isThere: boolean): void {
  beforeEach(({ skip }) => skip(!isThere, `Needs ${what}`));
}
