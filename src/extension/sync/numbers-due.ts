/** When the plan's numbers are to be sent, and where: a function of how things stand. Pure. */
import { mayFollow, type Owner } from "../../core/claude/account.ts";
import type { NumbersState, PairedGateway, Records } from "../browser/records.ts";
import { PACE } from "../usage/pacing.ts";
import { LIMITS } from "./limits.ts";

/** A click; a page that was opened; or nobody who looks. */
export type Occasion = "click" | "look" | "wake";

/** Where they go, at either grade of consent; null where no gateway is the chosen way. */
export function placeForNumbers({
  consent,
  settings,
}: Pick<Records, "consent" | "settings">): PairedGateway | null {
  return consent && settings.target === "gateway" ? settings.gateway : null;
}

/** Whether they are sent with nobody looking. */
const sendsByItself = (records: Pick<Records, "consent" | "settings">): boolean =>
  placeForNumbers(records) !== null && records.consent?.autoSync === true && !records.settings.paused;

/** @param fingerprint of the browser's key; null where there is none */
export function isDue(
  records: Records,
  { id }: PairedGateway,
  fingerprint: string | null,
  occasion: Occasion,
  now: Date,
): boolean {
  const { consent, lastExport, settings, numbers } = records;
  // Beside a key they are that key's: of another account's OpenClaw shall not show numbers before it has the key.
  if (consent?.grade === "key" && (lastExport?.id !== id || lastExport.fingerprint !== fingerprint))
    return false;
  if (occasion === "click") return true;
  if (settings.paused) return false;
  // To a gateway that was paired since they go as to any other.
  if (fingerprint !== null && numbers.waiting === fingerprint && numbers.sent?.id === id) return false;
  if (occasion === "look") return true;
  if (!sendsByItself(records) || mustWait(numbers, fingerprint, now)) return false;
  const { sent, waiting } = numbers;
  if (waiting !== null || sent?.id !== id || sent.fingerprint !== fingerprint) return true;
  return !isAhead(Date.parse(sent.at) + PACE.backgroundMs, now, PACE.backgroundMs);
}

/** Whether the gateway has another account's, and nobody has said yet that it shall have these. */
export function isAnothers(
  { consent, numbers: { sent } }: Records,
  { id }: PairedGateway,
  now: Owner,
): boolean {
  // Beside a key it is asked of the key.
  if (consent?.grade !== "numbers" || sent?.id !== id) return false;
  return !mayFollow({ key: sent.fingerprint, organizations: sent.organizations }, now, false);
}

function mustWait({ trouble }: NumbersState, fingerprint: string | null, now: Date): boolean {
  if (trouble === null || trouble.fingerprint !== fingerprint) return false;
  return isAhead(Date.parse(trouble.nextAt), now, LONGEST_PAUSE_MS);
}

const LONGEST_PAUSE_MS = LIMITS.pausesMs.at(-1)!;

/** A time that is further ahead than any pause is none of ours: the clock was set back. */
const isAhead = (time: number, now: Date, longestMs: number): boolean =>
  now.getTime() < time && time <= now.getTime() + longestMs;

/** When to look again, were nothing to happen; null where nothing is sent by itself. */
export function nextSending(
  records: Pick<Records, "consent" | "settings" | "numbers">,
  now: Date,
): Date | null {
  if (!sendsByItself(records)) return null;
  const { sent, trouble } = records.numbers;
  const at = trouble ? Date.parse(trouble.nextAt) : sent ? Date.parse(sent.at) + PACE.backgroundMs : 0;
  return new Date(isAhead(at, now, LONGEST_PAUSE_MS) ? at : now.getTime() + PACE.backgroundMs);
}
