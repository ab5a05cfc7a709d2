/** The end of pairings: of all of them, with the key and every file of the plugin's. */
import type { Result } from "../core/messages/failures.ts";
import type { RemoveAnswer } from "../core/pairing/answers.ts";
import { inMemory } from "./environment.ts";
import { removeKey } from "./key.ts";
import { removeOwn, removeOwnFolder } from "./own-files.ts";
import { lookAtPairings } from "./pairings.ts";
import type { Place } from "./paths.ts";
import { removePending } from "./pending.ts";
import { processState } from "./process-state.ts";

/**
 * Ends all pairings, and takes key and numbers out of this process, the plugin's files and `.env`. A running gateway
 * lets go of the key by itself, within `LOOK_EVERY_MS`. Goes on where one thing fails, and tells the first failure.
 */
export async function forgetEverything(place: Place): Promise<Result<RemoveAnswer>> {
  const { state } = place.paths;
  // First of all: a pairing that is under way looks for its code, under the lock of the pairings.
  const pending = await removePending(state);
  processState().agreements.clear();
  processState().taken = [];
  const pairings = await removeOwn(state, "pairings");
  const numbers = await removeOwn(state, "numbers");
  await removeOwn(state, "reading");
  const removed = await removeKey(place, null);
  await removeOwnFolder(state);
  return [pending, pairings, numbers].find((one) => !one.ok) ?? removed;
}

/** How soon a gateway notices that the command line has forgotten all browsers. */
const LOOK_EVERY_MS = 2_000;

/**
 * Nobody is left who could take a key out of a gateway whose last browser was forgotten: then it goes by itself. A file
 * that can't be read says nothing about that.
 * @returns ends it
 */
export function watchForgetting(place: Place): () => void {
  const look = async () => {
    if (!inMemory(place.environment)) return;
    const { browsers, isClear } = await lookAtPairings(place.paths.state);
    if (isClear && browsers.length === 0) await removeKey(place, null);
  };
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
