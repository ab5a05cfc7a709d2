/** What the companion's report means for a key that was exported. Pure. */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { FileReport, StatusReply } from "../../core/messages/messages.ts";
import type { LastExport, Trouble } from "../browser/records.ts";
import { shadowedBy } from "./state.ts";

const reportOf = ({ files }: StatusReply, { id }: LastExport): FileReport | undefined =>
  Object.values(files).find((file) => file.id === id);

/** No key stands there any more. Where the file can't be read nobody can tell. */
export function isGone(status: StatusReply, exported: LastExport): boolean {
  const report = reportOf(status, exported);
  return report !== undefined && report.fingerprint === null && report.problem === null;
}

/** Some key stands there; false where that can't be told. */
export const holdsKey = (status: Result<StatusReply>, exported: LastExport): boolean =>
  status.ok && (reportOf(status, exported)?.fingerprint ?? null) !== null;

/** OpenClaw itself put an older config back: it keeps a copy of what it found, and that one has the key. */
export const isReverted = (
  { files, setAside = [] }: StatusReply,
  { id, fingerprint, at }: LastExport,
): boolean =>
  id === files.config.id &&
  setAside.some((copy) => copy.at >= Date.parse(at) && copy.fingerprints.includes(fingerprint));

/** Null where OpenClaw reads the key, or another one stands in its file by now. */
export function shadowOf(
  status: Result<StatusReply>,
  exported: LastExport,
  trouble: Trouble | null,
): Failure | null {
  const { fingerprint } = exported;
  const report = status.ok ? reportOf(status, exported) : undefined;
  // Where it can't be told, it is in the same trouble still: under another name nobody would look again.
  if (!status.ok || (report?.fingerprint === null && report.problem))
    return trouble?.code === "not_effective" ? failure("not_effective", trouble.detail) : null;
  const { effective } = status;
  const isRead = effective?.fingerprint === fingerprint;
  return report?.fingerprint === fingerprint && !isRead ? shadowedBy(effective?.path ?? null) : null;
}
