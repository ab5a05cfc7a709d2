/** What a look at the destination means for a key that was exported to it. Pure. */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { LastExport, Trouble } from "../browser/records.ts";
import type { Found } from "../export/destination.ts";
import { isFoundByLooking, shadowedBy } from "./state.ts";

/** No key stands there any more. Where that can't be told, it may. */
export const isGone = ({ there }: Found): boolean => there === null;

/** Some key stands there; false where that can't be told. */
export const holdsKey = (found: Result<Found>): boolean => found.ok && typeof found.there === "string";

/** OpenClaw itself put an older config back: it keeps a copy of what it found, and that one has the key. */
export const isReverted = ({ setAside = [] }: Found, { fingerprint, at }: LastExport): boolean =>
  setAside.some((copy) => copy.at >= Date.parse(at) && copy.fingerprints.includes(fingerprint));

/** The gateway had it in memory only, and its process is another one now. */
export const hasEnded = ({ process: now }: Pick<Found, "process">, { process }: LastExport): boolean =>
  process !== undefined && now !== process;

/** Null where OpenClaw reads the key, or another one stands in its place by now. */
export function shadowOf(
  found: Result<Found>,
  { fingerprint }: LastExport,
  trouble: Trouble | null,
): Failure | null {
  // One that is there to stay: nothing but the user's help ends it.
  if (!found.ok && isFoundByLooking(found)) return found;
  if (found.ok && found.effective?.fingerprint === fingerprint) return null;
  if (found.ok && found.problem && isFoundByLooking(found.problem)) return found.problem;
  // Where it can't be told, it is in the same trouble still: under another name nobody would look again.
  if (!found.ok || found.there === undefined)
    return trouble && isFoundByLooking(trouble) ? failure(trouble.code, trouble.detail) : null;
  return found.there === fingerprint ? shadowedBy(found.effective?.path ?? null) : null;
}
