/** `clawkey doctor`: looks at everything between a browser and OpenClaw, and with `fix` fixes what is safe. */
import path from "node:path";
import type { System } from "../../openclaw/files/paths.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import type { InstallContext } from "../install/install.ts";
import { NOTES_FILE, readNotes } from "../install/notes.ts";
import { surroundings } from "../this-process.ts";
import { instanceFor, servedInstance } from "../which-openclaw.ts";
import { checkBrowsers, checkCompanion } from "./check-companion.ts";
import { checkOpenClaw } from "./check-openclaw.ts";
import { commandFor } from "./advice.ts";
import { found, rowOf, type Finding, type Found, type Severity } from "./findings.ts";
import { fix as fixWhatIsSafe, type Repair } from "./fix.ts";

/** What `clawkey verify` says, in its own words; it is bounded in time by itself. */
interface Verified {
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

export interface DoctorContext {
  installation: InstallContext;
  system: System;
  /** As the user named it. */
  profile?: string | undefined;
  /** Below which the administrator's policies are looked for; the file system's own root in all but tests. */
  policyRoot?: string | undefined;
  /** Whether a folder will be gone some day; the rule of install in all but tests, which may stand in one. */
  isPassing?: ((folder: string) => boolean) | undefined;
  /** Ends the OpenClaw that is asked. */
  interrupted: AbortSignal;
  verify(instance: Instance): Promise<Verified>;
}

export interface DoctorReport {
  ok: boolean;
  /** The one that was looked at. */
  instance: Instance;
  findings: Finding[];
  /** What `fix` has done; the findings are from after it. */
  repairs: Repair[];
  verified: Verified & { severity: Severity };
}

export async function doctor(context: DoctorContext, { fix = false } = {}): Promise<DoctorReport> {
  const { system, installation, profile } = context;
  const { notes } = await readNotes(installation.companionFolder);
  const instance = instanceFor(system, profile, notes);
  const lookAround = async () =>
    (await examine(instance, context)).map((finding) =>
      withRow(finding, commandFor(finding, instance, notes, context)),
    );

  const before = await lookAround();
  const repairs = fix ? await fixWhatIsSafe(installation, before) : [];
  const findings = repairs.length > 0 ? await lookAround() : before;
  const verified = await context.verify(instance);
  const severity = severityOf(verified);
  const isWell = ![severity, ...findings.map((finding) => finding.severity)].includes("problem");
  return { ok: isWell, instance, findings, repairs, verified: { ...verified, severity } };
}

/** Who needs no key has nothing to fix. */
const severityOf = ({ json }: Verified): Severity =>
  json.ok ? "ok" : json["code"] === "token_has_scope" ? "note" : "problem";

async function examine(
  instance: Instance,
  { installation, system, interrupted, policyRoot, isPassing }: DoctorContext,
): Promise<Found[]> {
  const { companionFolder, folders } = installation;
  const { notes, problem } = await readNotes(companionFolder);
  const hosts = notes?.hosts ?? [];
  const ownFolders = [companionFolder, ...hosts.map(({ manifest }) => path.dirname(manifest))];
  return [
    ...(problem ? [found(`notes_${problem}`, { path: path.join(companionFolder, NOTES_FILE) })] : []),
    ...(!problem && hosts.length === 0 ? [found("not_installed")] : []),
    ...(surroundings(system).inWsl ? [found("in_wsl")] : []),
    ...(hosts.length === 0 ? [] : await checkCompanion(installation, notes?.searchPath, isPassing)),
    ...(await checkBrowsers(installation, hosts, { ...installation, ...folders, root: policyRoot })),
    ...(notes === null ? [] : otherOpenClaw(instance, servedInstance(system, notes))),
    ...(await checkOpenClaw(instance, folders.home, ownFolders, interrupted)),
  ];
}

/** Where browsers use another OpenClaw than the one that is looked at. */
function otherOpenClaw({ paths }: Instance, { paths: served }: Instance): Found[] {
  const differs = (["config", "dotenv"] as const).find((file) => served[file] !== paths[file]);
  return differs ? [found("other_openclaw", { path: served[differs], shellPath: paths[differs] })] : [];
}

function withRow(finding: Found, command: string | undefined): Finding {
  const { severity } = rowOf(finding);
  return { ...finding, severity, ...(command === undefined ? {} : { command }) };
}
