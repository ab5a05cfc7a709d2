import { type Failure, failure } from "../../core/messages/failures.ts";
import type { FileReport, StatusReply } from "../../core/messages/messages.ts";
import type { RemovedKeys } from "./withdraw.ts";
import { type Saved } from "./outcome.ts";
import type { Target } from "./destination.ts";
import type { Companion } from "../browser/native.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import type { LastExport } from "../sync/state.ts";
import type { Removed } from "../sync/sync-context.ts";

/** Writes the key into the file that the user confirmed, through the companion. */
export function companionTarget(companion: Companion, file: ConfirmedFile): Target<Saved | Failure> {
  return {
    file,
    async put(key) {
      const reply = await companion.set(file, key.reveal());
      return reply.ok ? { ...reply, kind: "saved", file: file.kind } : reply;
    },
  };
}

/** Whether the key that was exported last stands in OpenClaw still, and what keeps OpenClaw from reading it. */
export async function lookForExported(
  companion: Companion,
  exported: LastExport,
  salt: string,
): Promise<{ ok: true; shadowedBy: string | null | undefined } | Failure> {
  const found = await findExported(companion, exported, salt);
  if (!found.ok) return found;
  const { report, effective } = found;
  const stands = report?.fingerprint === exported.fingerprint;
  const isRead = effective?.fingerprint === exported.fingerprint;
  return { ok: true, shadowedBy: stands && !isRead ? (effective?.path ?? null) : undefined };
}

/**
 * Takes the key that was exported last out of every file that it was written to, and no other key: another browser's
 * may stand there by now. `unreachable`: the companion serves other files by now.
 */
export async function removeExported(
  companion: Companion,
  exported: LastExport,
  writtenFiles: readonly ConfirmedFile[],
  salt: string,
): Promise<{ ok: true; removed: Removed } | Failure> {
  const found = await findExported(companion, exported, salt);
  if (!found.ok) return found;
  const { report, reports } = found;
  const holders = reports.filter(({ fingerprint }) => fingerprint === exported.fingerprint);
  for (const file of writtenFiles) {
    if (!holders.some(({ id }) => id === file.id)) continue;
    const reply = await companion.remove(file);
    if (!reply.ok) return reply;
  }
  if (!report) return { ok: true, removed: "unreachable" };
  if (!writtenFiles.some(({ id }) => id === exported.id)) return { ok: true, removed: "foreign" };
  // Gone already, by our own hand most often: a stop came before that was noted.
  const isOwn = report.fingerprint === null || report.fingerprint === exported.fingerprint;
  return { ok: true, removed: isOwn ? "own" : "foreign" };
}

/** The file that it went to, and what OpenClaw reads; no file, where the installation serves others by now. */
async function findExported(
  companion: Companion,
  { id }: LastExport,
  salt: string,
): Promise<
  | {
      ok: true;
      report: FileReport | undefined;
      reports: FileReport[];
      effective: StatusReply["effective"];
    }
  | Failure
> {
  const status = await companion.status(salt);
  if (!status.ok) return status;
  const reports = Object.values(status.files);
  const report = reports.find((file) => file.id === id);
  // A file that can't be read may hold the key still.
  if (report?.fingerprint === null && report.problem) return report.problem;
  return { ok: true, report, reports, effective: status.effective };
}

/** Takes the key out of the files that Clawkey wrote, and of no other; stops at the first that it can't. */
export async function removeFromOpenClaw(
  companion: Companion,
  files: readonly ConfirmedFile[],
): Promise<RemovedKeys | Failure> {
  const removed: RemovedKeys = { ok: true, paths: [], copies: [] };
  for (const file of files) {
    const reply = await companion.remove(file);
    if (!reply.ok) return reply;
    if (reply.changed) removed.paths.push(reply.path);
    removed.copies = reply.backups;
  }
  return removed;
}
