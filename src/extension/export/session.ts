import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { Records } from "../browser/records.ts";
import type { Ports } from "./ports.ts";

/** @property expiresAt null for a cookie that ends with the browser */
export type OpenedSession = Result<{ key: SessionKey; expiresAt: Date | null }>;

/** The consent gate, and the only way to a key: without consent and permission no cookie is read. */
export async function openSession(
  ports: Pick<Ports, "hasClaudePermission" | "session">,
  { consent, settings }: Pick<Records, "consent" | "settings">,
): Promise<OpenedSession> {
  if (!consent) return failure("consent_missing");
  if (!(await ports.hasClaudePermission())) return failure("permission_missing");
  return ports.session(settings.container);
}
