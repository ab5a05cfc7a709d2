/** What became of the key, in lines for people. */
import { failure, type Result } from "../../core/messages/failures.ts";
import type { RemoveReply, SetReply, StatusReply, VerifyReply } from "../../core/messages/messages.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import { isNewerThanTested, TESTED_OPENCLAW } from "../../core/versions.ts";
import { failureText, heldName, placeName, sourceName } from "../../openclaw/words/failure-text.ts";
import { dateAndTime } from "../../openclaw/words/words.ts";
import { phrase, type Phrase } from "./words.ts";

export function setLines({
  path,
  changed,
  tightened,
  durable,
  effect,
  gateway,
  copiedByService,
}: SetReply): string[] {
  const lines = [phrase(changed ? "saved" : "unchanged", { path })];
  if (tightened) lines.push(phrase("tightened"));
  if (durable === false) lines.push(phrase("not_durable"));
  if (!effect.effective) {
    const hidden =
      effect.source === "serviceEnvironment"
        ? "not_effective_service"
        : effect.path === null
          ? "not_effective_process"
          : "not_effective";
    lines.push(phrase(hidden, { source: sourceName(effect.source), path: effect.path ?? "" }));
  } else if (gateway === "remote") lines.push(failureText(failure("gateway_remote")));
  else if (gateway) lines.push(phrase(`gateway_${gateway}`));
  if (copiedByService) lines.push(phrase("copied_by_service"));
  return lines;
}

/** Of each file, then the copies that are left of it. */
export function removeLines(replies: readonly Result<RemoveReply>[]): string[] {
  const done = replies.filter((reply) => reply.ok);
  const listed = (heading: Phrase, files: readonly string[]) =>
    files.length === 0 ? [] : [phrase(heading), ...Array.from(new Set(files), (file) => `  ${file}`)];
  return [
    ...replies.flatMap((reply) => (reply.ok ? removedLines(reply) : [failureText(reply)])),
    ...listed(
      "backups",
      done.flatMap(({ backups }) => backups),
    ),
    ...listed(
      "service_copies",
      done.flatMap(({ serviceCopies = [] }) => serviceCopies),
    ),
  ];
}

const removedLines = ({ path, changed, holds, tightened }: RemoveReply): string[] => [
  phrase(changed ? "removed" : "not_there", { path }),
  ...(holds ? [phrase("left", { holds: heldName(holds) })] : []),
  ...(tightened ? [phrase("tightened")] : []),
];

export function stillReadLines(effective: StatusReply["effective"]): string[] {
  if (effective?.unknown) return [effectiveLine(effective)];
  if (!effective?.fingerprint) return [];
  const { source, path } = effective;
  return [phrase("still_read", { place: placeName(source, path) })];
}

export function statusLines({ version: installed, files, effective }: StatusReply): string[] {
  return [
    phrase("status_version", { version: installed }),
    ...[files.config, files.dotenv].flatMap(({ path, exists, fingerprint, problem }) => {
      if (problem?.code === "key_place_taken") return [failureText(problem)];
      const content = fingerprint ? "with_key" : problem ? "problem" : exists ? "without_key" : "missing";
      const line = phrase(`status_${content}`, { path });
      return problem ? [line, `  ${failureText(problem)}`] : [line];
    }),
    effectiveLine(effective),
  ];
}

function effectiveLine(effective: StatusReply["effective"]): string {
  if (effective === null) return phrase("status_no_key");
  const { source, path, holds, unknown } = effective;
  if (unknown) return phrase("status_included", { path: path ?? "" });
  const values = { source: sourceName(source), holds: heldName(holds) };
  return phrase(holds ? "status_effective_other" : "status_effective", values);
}

export function verifyLines({ seenBy, windows, version, source, slowMs }: VerifyReply): string[] {
  return [
    phrase(`verify_seen_by_${seenBy}`, { version }),
    ...windows.map(({ label, usedPercent, resetAt }) => {
      const values = { label: foreignWords(label, NAME_LENGTH), percent: Math.round(usedPercent) };
      if (resetAt === null) return phrase("verify_window", values);
      return phrase("verify_window_until", { ...values, time: dateAndTime(resetAt) });
    }),
    phrase("status_effective", { source: sourceName(source) }),
    ...(slowMs === undefined ? [] : [phrase("verify_slow", { seconds: secondsOf(slowMs) })]),
    ...(isNewerThanTested(version)
      ? [phrase("verify_untested", { version, newest: TESTED_OPENCLAW.newest })]
      : []),
  ];
}

/** To a tenth. */
const secondsOf = (ms: number): number => Math.round(ms / 100) / 10;
