import type { Failure } from "../../core/messages/failures.ts";

/** Where a key was taken out, and OpenClaw's own copies that still hold one. */
export interface RemovedKeys {
  ok: true;
  paths: string[];
  copies: string[];
}

export interface WithdrawContext {
  /** Null where the user wants the key to stay in OpenClaw, or none was ever written. */
  removeKeys: (() => Promise<RemovedKeys | Failure>) | null;
  forgetEverything(): Promise<void>;
  giveBackPermissions(): Promise<void>;
}

export type Withdrawn = { ok: true; removed: RemovedKeys | null } | Failure;

/**
 * Takes the key out of OpenClaw, if wanted, then forgets all and gives the permissions back. Where the key
 * can't be taken out nothing is withdrawn: afterwards we could not try again.
 */
export async function withdrawConsent(context: WithdrawContext): Promise<Withdrawn> {
  const removed = context.removeKeys ? await context.removeKeys() : null;
  if (removed && !removed.ok) return removed;
  await context.forgetEverything();
  await context.giveBackPermissions();
  return { ok: true, removed };
}
