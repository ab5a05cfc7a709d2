/**
 * The plan's numbers, as a paired browser has read them last, or the plugin itself with that browser's key: in a file of
 * the plugin's own, for the next start of the gateway and for OpenClaw's command line. No secret.
 */
import * as z from "zod/mini";
import type { ReadNumbers } from "../../core/claude/numbers.ts";
import { PlanNumbers } from "../../core/claude/plan-numbers.ts";
import { OrganizationId } from "../../core/claude/organizations.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { NumbersAnswer, StatusAnswer } from "../../core/pairing/answers.ts";
import { releaseMarker, setMarker } from "../marker.ts";
import { readOwn, removeOwn, writeOwn } from "../own-files.ts";
import { lookAtPairings } from "../pairings.ts";
import type { Place } from "../paths.ts";
import { oneAtATime } from "../process-state.ts";

const KeptNumbers = z.object({
  ...z.omit(PlanNumbers, { ageMs: true }).shape,
  /** When claude.ai said so, by the clock of this machine. */
  readAt: z.number(),
  /** The browser's id, in hex. */
  by: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  organizationId: z.optional(OrganizationId),
  /** By the plugin itself, with that browser's key. */
  isReadHere: z.optional(z.literal(true)),
});
export type KeptNumbers = z.infer<typeof KeptNumbers>;

/** Null where there are none, or none that can be read. */
export async function readNumbers(state: string): Promise<KeptNumbers | null> {
  const found = await readOwn(state, "numbers", KeptNumbers);
  return found.is === "there" ? found.value : null;
}

interface SentNumbers extends ReadNumbers {
  by: string;
  isReadHere?: true;
}

/** Of several browsers the one that has read last counts; what one browser sends always takes the place of its own. */
export const keepNumbers = (
  place: Place,
  sent: SentNumbers,
  now = Date.now(),
): Promise<Result<NumbersAnswer>> =>
  oneAtATime(async () => {
    const { state } = place.paths;
    const { numbers, ...from } = sent;
    const { ageMs, ...plan } = numbers;
    const next: KeptNumbers = { ...plan, ...from, readAt: now - ageMs };
    let changed = false;
    const written = await writeOwn(state, "numbers", async () => {
      if (!(await isPaired(state, sent.by))) return failure("gateway_not_paired");
      const kept = await readNumbers(state);
      changed = !kept || kept.by === next.by || kept.readAt <= next.readAt || kept.readAt > now;
      return { ok: true, value: changed ? next : kept! };
    });
    if (!written.ok) return written;
    const marked = await setMarker(place);
    return { ok: true, changed, ...(marked.ok ? {} : { commandLine: marked }) };
  });

/** @param by the only browser whose numbers go, and those of one that is not paired any more; null for whosever */
export const dropNumbers = (place: Place, by: string | null): Promise<Result<NumbersAnswer>> =>
  oneAtATime(async () => {
    const { state } = place.paths;
    const dropped = await removeNumbers(
      state,
      async (kept) => by === null || kept.by === by || !(await isPaired(state, kept.by)),
    );
    if (dropped.ok) await releaseMarker(place);
    return dropped;
  });

/** With a key goes what was read with it. */
export async function dropReadHere(state: string): Promise<void> {
  await removeOwn(state, "reading");
  await removeNumbers(state, (kept) => kept.isReadHere === true);
}

/** What of it a browser is told. @param by who asks */
export async function numbersStatus({ paths }: Place, by: string): Promise<StatusAnswer["numbers"]> {
  const kept = await readNumbers(paths.state);
  return kept && { ageMs: Math.max(0, Date.now() - kept.readAt), isYours: kept.by === by };
}

/** @param isMeant not asked of what can't be read, which goes */
const removeNumbers = (
  state: string,
  isMeant: (kept: KeptNumbers) => boolean | Promise<boolean>,
): Promise<Result<{ changed: boolean }>> =>
  removeOwn(state, "numbers", async () => {
    const kept = await readNumbers(state);
    return !kept || isMeant(kept);
  });

export async function isPaired(state: string, id: string): Promise<boolean> {
  const { browsers } = await lookAtPairings(state);
  return browsers.some((browser) => browser.id === id);
}
