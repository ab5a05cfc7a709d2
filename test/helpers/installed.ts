import type { Installation } from "../../src/companion/install/notes.ts";

/** The notes that an installation must have left. */
export function expectInstalled(found: Installation | "none" | "broken"): Installation {
  if (typeof found === "string") throw new Error(`the installation is ${found}`);
  return found;
}
