/** What `clawkey doctor` found, in lines for people. */
import { sandboxedLine } from "../install/report.ts";
import type { BrowserName } from "../install/browsers.ts";
import { phrase } from "../cli/words.ts";
import { severityOf, type DoctorReport } from "./doctor.ts";
import type { Finding, Severity } from "./findings.ts";
import { isMendable, type Repair } from "./fix.ts";

export function doctorLines({ findings, repairs, verified }: DoctorReport): string[] {
  const [first = "", ...rest] = verified.lines;
  return [
    ...repairs.map(repairLine),
    marked(severityOf(verified), first),
    ...rest.map(indented),
    ...findings.flatMap((finding) => [
      marked(finding.severity, findingText(finding)),
      ...(finding.command === undefined ? [] : [indented(finding.command)]),
    ]),
    doctorSummary({ findings, verified }),
    ...(findings.some(isMendable) ? [phrase("doctor_fix_hint")] : []),
  ];
}

/** The last line, and the message for machines. */
function doctorSummary({ findings, verified }: Pick<DoctorReport, "findings" | "verified">): string {
  const failed = findings.filter(({ severity }) => severity === "problem").length;
  const count = failed + (severityOf(verified) === "problem" ? 1 : 0);
  if (count === 0) return phrase("doctor_well");
  return count === 1 ? phrase("doctor_one_problem") : phrase("doctor_problems", { count });
}

export function doctorJson(report: DoctorReport): { ok: boolean } & Record<string, unknown> {
  const { ok, findings, repairs, verified } = report;
  const found = { findings, repairs, verify: verified.json };
  return ok ? { ok, ...found } : { ok, code: "doctor_problems", message: doctorSummary(report), ...found };
}

/** What is wrong and what to do about it. */
export function findingText({ code, detail }: Finding): string {
  if (code !== "browser_sandboxed") return phrase(`doctor_${code}`, { ...detail, asks: undefined });
  const { browser, kind = "snap", asks = false } = detail;
  return sandboxedLine({ browser: browser as BrowserName, kind, asks });
}

function repairLine(done: Repair): string {
  switch (done.repair) {
    case "reinstalled":
      return phrase("doctor_reinstalled", { browsers: done.browsers.join(", ") });
    case "not_reinstalled":
      return phrase(done.failure.code, done.failure.detail);
    case "made_private":
      return phrase("doctor_made_private", { path: done.path, mode: done.mode });
    case "removed":
      return phrase("doctor_removed", { path: done.path });
  }
}

const marked = (severity: Severity, text: string): string => `${phrase(`doctor_mark_${severity}`)} ${text}`;

const indented = (text: string): string => `    ${text}`;
