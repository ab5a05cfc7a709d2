/** Extension and companion, or plugin, of different versions: who has to be updated, and how. */
import { failure, type FailureCode } from "../../src/core/messages/failures.ts";
import { isOlder } from "../../src/core/versions.ts";
import { statusOf, type Status } from "../../src/extension/ui/status.ts";
import type { Answers } from "./openclaw.ts";

/** @param own the extension's. @returns null where they are the same, or nobody has answered */
export function outdated(own: string, { companion, gateway }: Answers): Status | null {
  if (companion?.ok) return told(own, companion.version, "companion");
  return gateway?.ok ? told(own, gateway.version, "plugin") : null;
}

/** They understand each other still, so it is no failure yet; the words are those of the day when they don't. */
function told(own: string, other: string, who: "companion" | "plugin"): Status | null {
  const code: FailureCode | null = isOlder(other, own)
    ? `${who}_too_old`
    : isOlder(own, other)
      ? `${who}_too_new`
      : null;
  return code && { ...statusOf(failure(code)), tone: "warning" };
}
