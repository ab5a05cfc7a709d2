/** The process's own point, and the last counter of each browser under it. */
import { epochOf } from "../core/pairing/message.ts";
import { newKeyPair, pointOf } from "../core/pairing/primitives.ts";
import { processState, type Epoch } from "./process-state.ts";

const DAY_MS = 24 * 60 * 60_000;

/** More than can be paired: each browser that is forgotten leaves its counter here. */
const MAX_COUNTERS = 64;

/** The one under which messages are sealed now. */
export const currentEpoch = (): Promise<Epoch> => (processState().epoch ??= newEpoch());

/** For a hello, which tells a browser of it: a new one after a day, and where counters have piled up. */
export async function epochForHello(): Promise<Epoch> {
  const state = processState();
  const epoch = await currentEpoch();
  const isDone = performance.now() - epoch.bornMs > DAY_MS || epoch.counters.size > MAX_COUNTERS;
  // Never the same point with other counters: what was recorded under it would be taken again.
  if (isDone && (await state.epoch) === epoch) state.epoch = newEpoch();
  return currentEpoch();
}

async function newEpoch(): Promise<Epoch> {
  const pair = await newKeyPair();
  const point = await pointOf(pair);
  return { pair, point, hash: await epochOf(point), counters: new Map(), bornMs: performance.now() };
}
