/** What the step of the clipboard shows, as a function of what is known. */
import type { Result } from "../../src/core/messages/failures.ts";
import type { CopyFormat } from "../../src/extension/browser/records.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import { clearedStatus, copiedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";

export interface ClipboardFacts {
  /** Null while nobody knows. */
  session: OpenedSession | null;
  /** Null before the first. */
  copied: { format: CopyFormat; result: Result; cleared?: boolean } | null;
}

export interface ClipboardView {
  button: "copy" | "open_claude";
  /** What the page waits for; null where that stands in the status. */
  due: "copy" | "next" | null;
  status: Status | null;
}

export function clipboardView({ session, copied }: ClipboardFacts): ClipboardView {
  const missing = session?.ok === false ? session : null;
  const button = missing ? "open_claude" : "copy";
  const said = copied ? copiedNow(copied) : missing && statusOf(missing);
  const status = said && { ...said, actions: said.actions.filter((name) => name !== button) };
  const isAsked = status !== null && status.actions.length > 0;
  return { button, status, due: isAsked ? null : copied?.result.ok ? "next" : "copy" };
}

function copiedNow({ format, result, cleared }: NonNullable<ClipboardFacts["copied"]>): Status {
  if (!result.ok) return statusOf(result);
  return cleared === undefined ? copiedStatus(format) : clearedStatus(cleared);
}
