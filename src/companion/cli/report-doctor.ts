/** What doctor found, in lines for people and as one object. */
import type { DoctorReport } from "../doctor/doctor.ts";
import { rowOf, type Severity } from "../doctor/findings.ts";
import type { Repair } from "../doctor/fix.ts";
import { list } from "../../openclaw/words/words.ts";
import { failureLines, findingText } from "./report-install.ts";
import { countedPhrase, phrase } from "./words.ts";

export function doctorLines({ findings, repairs, verified }: DoctorReport): string[] {
  const [first = "", ...rest] = verified.lines;
  return [
    ...repairs.flatMap(repairLines),
    marked(verified.severity, first),
    ...rest.map(indented),
    ...findings.flatMap((finding) => [
      marked(finding.severity, findingText(finding)),
      ...(finding.command === undefined ? [] : [indented(finding.command)]),
    ]),
    doctorSummary({ findings, verified }),
    ...(findings.some((finding) => rowOf(finding).fixedBy !== undefined) ? [phrase("doctor_fix_hint")] : []),
  ];
}

export function doctorJson(report: DoctorReport): { ok: boolean } & Record<string, unknown> {
  const { ok, findings, repairs, verified } = report;
  const all = { findings, repairs, verify: verified.json };
  return ok ? { ok, ...all } : { ok, code: "doctor_problems", message: doctorSummary(report), ...all };
}

/** The last line, and the message for machines. */
function doctorSummary({ findings, verified }: Pick<DoctorReport, "findings" | "verified">): string {
  const count = [verified, ...findings].filter(({ severity }) => severity === "problem").length;
  return count === 0 ? phrase("doctor_well") : countedPhrase("doctor_problems", count);
}

const repairLines = (repair: Repair): string[] =>
  repair.repair === "not_reinstalled"
    ? failureLines(repair.failure)
    : [
        phrase(`doctor_${repair.repair}`, {
          ...repair,
          browsers: "browsers" in repair ? list(repair.browsers) : undefined,
        }),
      ];

const marked = (severity: Severity, text: string): string => `${phrase(`doctor_mark_${severity}`)} ${text}`;

const indented = (text: string): string => `    ${text}`;
