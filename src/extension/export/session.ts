/** The two gates: to the cookie, and for the key out of the browser. */
import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { Records } from "../browser/records.ts";
import type { Ports } from "./ports.ts";

/** @property expiresAt null for a cookie that ends with the browser */
export type OpenedSession = Result<{ key: SessionKey; expiresAt: Date | null }>;

type Asked = Pick<Ports, "hasClaudePermission" | "session">;

/** The consent gate, and the only way to a key: without consent and permission no cookie is read. */
export async function openSession(
  ports: Asked,
  { consent, settings }: Pick<Records, "consent" | "settings">,
): Promise<OpenedSession> {
  if (!consent) return failure("consent_missing");
  if (!(await ports.hasClaudePermission(consent.grade))) return failure("permission_missing");
  return ports.session(settings.container);
}

/** Why the key must stay in the browser; null where it may leave. */
export function staysHere({ consent }: Pick<Records, "consent">): Failure | null {
  if (!consent) return failure("consent_missing");
  return consent.grade === "key" ? null : failure("numbers_only");
}

/** The second gate, behind which all stand that hand a key over: whatever they are asked, no cookie is read below it. */
export async function openKey(
  ports: Asked,
  records: Pick<Records, "consent" | "settings">,
): Promise<OpenedSession> {
  return staysHere(records) ?? openSession(ports, records);
}
