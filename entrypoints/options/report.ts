/**
 * The report that a user may hand to somebody else. Only codes, states, numbers and versions get into it: what could
 * hold a key, a name, a path or a fingerprint is not redacted but never taken.
 */
import type { Failure, Result } from "../../src/core/messages/failures.ts";
import type { Detail, FileReport, StatusReply } from "../../src/core/messages/messages.ts";
import type { StatusAnswer } from "../../src/core/pairing/answers.ts";
import type { About } from "../../src/extension/browser/about.ts";
import type { Policy } from "../../src/extension/browser/policy.ts";
import type { CachedUsage, HistoryEntry, Records, Settings } from "../../src/extension/browser/records.ts";
import { syncView } from "../../src/extension/sync/view.ts";

export interface ReportFacts {
  about: About;
  permissions: { claude: boolean; native: boolean };
  policy: Policy;
  records: Records;
  /** Null where it has not been asked. */
  companion: Result<StatusReply> | null;
  gateway: Result<StatusAnswer> | null;
  usage: CachedUsage | null;
}

export function reportOf(facts: ReportFacts, now: Date): string {
  const { about, permissions, policy, records, companion, gateway, usage } = facts;
  const { settings, lastExport, history, state } = records;
  const { target, file, format, container, onSignOut } = settings;
  return [
    `Clawkey ${about.version}, ${about.browser}, ${about.system}`,
    `permissions: claude.ai ${yesOrNo(permissions.claude)}, companion ${yesOrNo(permissions.native)}`,
    `policy ${fixedBy(policy)}`,
    `consent ${records.consent?.grade ?? "none"}, numbers ${sentOf(records.numbers)}`,
    `way ${target ?? "none"}, file ${file?.kind ?? "none"}, copy ${format}, container ${yesOrNo(container)}`,
    ...(target === "gateway"
      ? gatewayLines(settings.gateway, gateway)
      : companionLines(companion, lastExport?.fingerprint ?? null)),
    `auto-sync ${syncView(records, now).phase}, at sign-out ${onSignOut}`,
    ...(state.trouble ? [`trouble ${codeOf(state.trouble)}, ${state.trouble.failures} in a row`] : []),
    `usage ${usageOf(usage)}`,
    `last export ${lastExport ? minuteOf(lastExport.at) : "none"}`,
    ...history.map(lineOf),
  ].join("\n");
}

/** What was ignored has names that could be anything. */
function fixedBy({ target, gatewayAddress, allowAutoSync, allowKey, ignored }: Policy): string {
  const fixed = [
    ...(target ? [`key to ${target} only`] : []),
    ...(gatewayAddress ? ["one gateway only"] : []),
    ...(allowAutoSync === false ? ["no auto-sync"] : []),
    ...(allowKey === false ? ["no key"] : []),
    ...(ignored.length > 0 ? [`WARNING: ${ignored.length} ignored`] : []),
  ];
  return fixed.length > 0 ? fixed.join(", ") : "none";
}

function companionLines(companion: Result<StatusReply> | null, exported: string | null): string[] {
  if (companion === null) return ["companion not asked"];
  if (!companion.ok) return [`companion ${codeOf(companion)}`];
  const { version, protocol, files, effective } = companion;
  const keyIs = (fingerprint: string | null) =>
    fingerprint === null ? "no key" : fingerprint === exported ? "the exported key" : "another key";
  const fileIs = ({ problem, exists, fingerprint }: FileReport) =>
    problem ? codeOf(problem) : exists ? keyIs(fingerprint) : "absent";
  const read = effective?.unknown ? "unknown" : effective && keyIs(effective.fingerprint);
  return [
    `companion ${numbersOf(version)}, protocol ${protocol}`,
    `openclaw.json: ${fileIs(files.config)}, .env: ${fileIs(files.dotenv)}`,
    `openclaw reads ${effective ? `${read} from ${effective.source}` : "nothing"}`,
  ];
}

function gatewayLines(paired: Settings["gateway"], answer: Result<StatusAnswer> | null): string[] {
  const place = `at ${paired?.path.startsWith("https:") ? "ts.net" : "loopback"}, keeps ${yesOrNo(paired?.keep)}`;
  if (answer === null) return [`gateway not asked, ${place}`];
  if (!answer.ok) return [`gateway ${codeOf(answer)}, ${place}`];
  const { version, openclaw, browsers, key, environment } = answer;
  const held = key ? `${key.isYours ? "yours" : "another's"}, ${key.isKept ? "kept" : "in memory"}` : "none";
  return [
    `gateway ${numbersOf(openclaw)}, plugin ${numbersOf(version)}, ${place}`,
    `gateway's key ${held}, environment ${yesOrNo(environment)}, browsers ${browsers}`,
  ];
}

function usageOf(cached: CachedUsage | null): string {
  if (!cached?.answer) return "not asked";
  const { usage, at } = cached.answer;
  const what = usage.ok ? `${usage.windows.length} windows` : usage.code;
  return `${what}, ${usage.organizations.length} organizations at ${minuteOf(at)}`;
}

const sentOf = ({ sent, trouble }: Records["numbers"]): string =>
  [sent ? `sent ${minuteOf(sent.at)}` : "not sent", ...(trouble ? [codeOf(trouble)] : [])].join(", ");

const lineOf = ({ at, by, result, code, detail, times }: HistoryEntry): string =>
  `${minuteOf(at)} ${by} ${code ? codeOf({ code, detail }) : result}${times > 1 ? ` x${times}` : ""}`;

/** Of the detail only what is a code or a number itself. */
function codeOf({ code, detail = {} }: Pick<Failure, "code" | "detail">): string {
  const { errno, line, column, source, holds, step, protocol }: Detail = detail;
  const told = {
    errno: errno && (/^E[A-Z0-9]{1,15}$/.exec(errno)?.[0] ?? "unknown"),
    line,
    column,
    source,
    holds,
    step,
    protocol,
  };
  const places = Object.entries(told).filter(([, value]) => value !== undefined);
  return [code, ...places.map(([name, value]) => `${name}=${value}`)].join(" ");
}

/** A version is the companion's own word: more than its numbers could be anything. */
const numbersOf = (version: string): string => /^\d{1,5}(\.\d{1,5}){0,3}/.exec(version)?.[0] ?? "unknown";

/** To the minute, in UTC. */
const minuteOf = (time: string): string => `${time.slice(0, 16).replace("T", " ")}Z`;

const yesOrNo = (value: unknown): string => (value ? "yes" : "no");
