import { type Failure, failure } from "../../core/messages/failures.ts";
import type { Consent } from "../browser/consent.ts";
import type { Session } from "../../core/claude/cookies.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { type Outcome } from "./outcome.ts";
import type { Target } from "./destination.ts";

/** What the use case needs from the browser; the real ones are in src/browser. */
export interface ExportContext {
  consent(): Promise<Consent | null>;
  hasClaudePermission(): Promise<boolean>;
  /** Reads the cookie. Called only behind both gates. */
  session(): Promise<Session>;
  /** Notes the file before it is written: the popup may be closed before the answer comes. */
  beforeWrite(file: ConfirmedFile): Promise<void>;
  /** Notes time, place, and a fingerprint of the key. */
  afterWrite(key: SessionKey, file: ConfirmedFile): Promise<void>;
}

/** What of it is needed only to look at the session. */
export type SessionContext = Pick<ExportContext, "consent" | "hasClaudePermission" | "session">;

export type OpenedSession = { ok: true; key: SessionKey; expiresAt: Date | null } | Failure;

/** The consent gate, and the only way to a key: without consent and permission no cookie is read. */
export async function openSession(context: SessionContext): Promise<OpenedSession> {
  const [consent, permitted] = await Promise.all([context.consent(), context.hasClaudePermission()]);
  if (!consent) return failure("consent_missing");
  if (!permitted) return failure("permission_missing");
  const session = await context.session();
  if (session.state === "signed-out") return failure("signed_out");
  if (session.state === "unusable") return failure(session.code);
  return { ok: true, key: session.key, expiresAt: session.expiresAt };
}

/** The one use case: read the session key behind the consent gate, and put it into the target. */
export async function exportSession<O extends Outcome>(
  context: ExportContext,
  target: Target<O>,
): Promise<O | Failure> {
  const session = await openSession(context);
  if (!session.ok) return session;
  if (target.file) await context.beforeWrite(target.file);
  const outcome = await target.put(session.key);
  if (target.file && outcome.ok) await context.afterWrite(session.key, target.file);
  return outcome;
}
