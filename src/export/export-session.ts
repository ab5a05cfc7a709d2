import type { Consent } from "../consent/consent.ts";
import type { Session } from "../session/session-cookie.ts";
import { failure, type Outcome } from "./outcome.ts";
import type { Target } from "./target.ts";

/** What the use case needs from the browser; the real ones are in src/browser. */
export interface ExportContext {
  consent(): Promise<Consent | null>;
  hasClaudePermission(): Promise<boolean>;
  /** Reads the cookie. Called only behind both gates. */
  session(): Promise<Session>;
}

/** The one use case: under consent and permission, read the session key and put it into the target. */
export async function exportSession(context: ExportContext, target: Target): Promise<Outcome> {
  if (!(await context.consent())) return failure("consent_missing");
  if (!(await context.hasClaudePermission())) return failure("permission_missing");
  const session = await context.session();
  if (session.state === "signed-out") return failure("signed_out");
  if (session.state === "unusable") return failure(session.code);
  return target.put(session.key);
}
