/** What there is to say of the plan: its numbers, or what is wrong and what to do. */
import { failure } from "../../core/messages/failures.ts";
import { failureText } from "../../openclaw/words/failure-text.ts";
import { ownToken } from "../own-token.ts";
import { lookAtPairings } from "../pairings.ts";
import type { Place } from "../paths.ts";
import { sdk } from "../sdk.ts";
import { senderOf } from "../sender.ts";
import { phrase, speakTo } from "../words.ts";
import { currentNumbers } from "./reading.ts";
import { tell, type Told } from "./told.ts";

export interface PlanState {
  /** Null where there are none. */
  told: Told | null;
  /** Why there are none, or none of this hour; null where nothing is wrong. */
  trouble: string | null;
  /** Nobody uses Clawkey yet, and OpenClaw's own token may well do. */
  isUnused: boolean;
}

/** @param config OpenClaw's */
export async function planState(
  place: Place,
  config: unknown,
  openclaw: typeof sdk = sdk,
): Promise<PlanState> {
  const now = Date.now();
  const send = () => senderOf(place.openclaw(), openclaw);
  const { numbers, problem } = await currentNumbers(place, send, now);
  const why = problem && failureText(failure(problem));
  if (numbers) {
    const told = tell(numbers, now);
    const trouble = why && told.isOld ? phrase("plan_not_renewed", { why }) : null;
    return { told, trouble, isUnused: false };
  }
  if (why) return { told: null, trouble: why, isUnused: false };
  const unpaired = await whatUnpaired(place, config, openclaw);
  return {
    told: null,
    trouble: phrase(unpaired ?? "plan_no_numbers"),
    isUnused: unpaired === "not_paired_yet",
  };
}

/** For the gateway's log: what to do where no browser is paired. Null where one is, and where that can't be told. */
export async function startNote(place: Place, config: unknown): Promise<string | null> {
  const what = await whatUnpaired(place, config, sdk);
  await speakTo(place);
  return what && phrase(what);
}

async function whatUnpaired(
  place: Place,
  config: unknown,
  openclaw: typeof sdk,
): Promise<"plan_scope_missing" | "not_paired_yet" | null> {
  const { browsers, isClear } = await lookAtPairings(place.paths.state);
  if (browsers.length > 0 || !isClear) return null;
  const own = await ownToken(config, openclaw);
  return own?.isSetup ? "plan_scope_missing" : "not_paired_yet";
}
