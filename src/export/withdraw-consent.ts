import type { RemoveReply } from "../protocol/companion.ts";
import type { NativeFailure } from "../protocol/native-failure.ts";

export interface WithdrawContext {
  /** Null where the user wants the key to stay in OpenClaw, or none was ever written. */
  removeKey: (() => Promise<RemoveReply | NativeFailure>) | null;
  forgetEverything(): Promise<void>;
  giveBackPermissions(): Promise<void>;
}

export type Withdrawn = { ok: true; removed: { path: string; copies: string[] } | null } | NativeFailure;

/**
 * Takes the key out of OpenClaw, if wanted, then forgets all and gives the permissions back. Where the key
 * can't be taken out nothing is withdrawn: afterwards we could not try again.
 */
export async function withdrawConsent(context: WithdrawContext): Promise<Withdrawn> {
  const removed = context.removeKey ? await context.removeKey() : null;
  if (removed && !removed.ok) return removed;
  await context.forgetEverything();
  await context.giveBackPermissions();
  return { ok: true, removed: removed && { path: removed.path, copies: removed.copies } };
}
