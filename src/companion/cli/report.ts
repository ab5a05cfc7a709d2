/** What a command did, in lines for people. */
import type {
  FileKind,
  RemoveReply,
  SetReply,
  StatusReply,
  VerifyReply,
} from "../../core/messages/messages.ts";
import { foreignWords } from "../../core/messages/text.ts";
import { failureText, MAX_NAME, phrase, sourceName, type Phrase } from "./words.ts";

export function setLines(
  { path, changed, tightened, durable, effect }: SetReply,
  target: FileKind,
): string[] {
  const lines = [phrase(changed ? "saved" : "unchanged", { path })];
  if (tightened) lines.push(phrase("tightened"));
  if (durable === false) lines.push(phrase("not_durable"));
  if (!effect.effective) {
    const hidden = effect.path === null ? "not_effective_process" : "not_effective";
    lines.push(phrase(hidden, { source: sourceName(effect.source), path: effect.path ?? "" }));
  } else if (changed) lines.push(phrase(target === "config" ? "gateway_config" : "gateway_dotenv"));
  return lines;
}

export function removeLines({ path, changed, backups }: RemoveReply): string[] {
  const lines = [phrase(changed ? "removed" : "not_there", { path })];
  return backups.length === 0 ? lines : [...lines, phrase("backups"), ...backups.map((file) => `  ${file}`)];
}

export function statusLines({ version: installed, files, effective }: StatusReply): string[] {
  const state = ({ exists, fingerprint, problem }: StatusReply["files"][FileKind]): Phrase =>
    fingerprint
      ? "status_with_key"
      : problem
        ? "status_unknown"
        : exists
          ? "status_without_key"
          : "status_missing";
  const lines = [phrase("status_version", { version: installed })];
  for (const file of [files.config, files.dotenv]) {
    lines.push(phrase("status_file", { path: file.path, state: phrase(state(file)) }));
    if (file.problem) lines.push(`  ${failureText(file.problem)}`);
  }
  lines.push(effectiveLine(effective));
  return lines;
}

function effectiveLine(effective: StatusReply["effective"]): string {
  if (effective === null) return phrase("status_no_key");
  const { source, path, unknown } = effective;
  return unknown
    ? phrase("status_included", { path: path ?? "" })
    : phrase("status_effective", { source: sourceName(source) });
}

export function verifyLines({ seenBy, windows, version, source }: VerifyReply): string[] {
  return [
    phrase(`verify_seen_by_${seenBy}`, { version }),
    ...windows.map(({ label, usedPercent, resetAt }) => {
      const values = { label: foreignWords(label, MAX_NAME), percent: Math.round(usedPercent) };
      if (resetAt === null) return phrase("verify_window", values);
      return phrase("verify_window_until", { ...values, time: new Date(resetAt).toLocaleString() });
    }),
    phrase("status_effective", { source: sourceName(source) }),
  ];
}
