/** `clawkey doctor`: looks at everything between a browser and OpenClaw, and with `fix` fixes what is safe. */
import path from "node:path";
import type { Instance } from "../../openclaw/openclaw.ts";
import type { InstallContext } from "../install/install.ts";
import { NOTES_FILE, readNotes } from "../install/notes.ts";
import { checkBrowsers, checkCompanion } from "./check-companion.ts";
import { checkFiles, checkOpenClaw } from "./check-openclaw.ts";
import { commandFor } from "./commands.ts";
import { found, rowOf, type Finding, type Found, type Severity } from "./findings.ts";
import { fix as fixWhatIsSafe, type Repair } from "./fix.ts";

/** What `clawkey verify` says, in its own words; it is bounded in time by itself. */
interface Verified {
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

export interface DoctorContext {
  installation: InstallContext;
  /** What is looked at. */
  instance: Instance;
  /** What the browsers' companion serves; null where it is not installed. */
  served: Pick<Instance, "paths"> | null;
  /** As the user named it. */
  profile?: string | undefined;
  /** Ends the OpenClaw that is asked. */
  interrupted: AbortSignal;
  verify(): Promise<Verified>;
}

export interface DoctorReport {
  ok: boolean;
  findings: Finding[];
  /** What `fix` has done; the findings are from after it. */
  repairs: Repair[];
  verified: Verified & { severity: Severity };
}

export async function doctor(context: DoctorContext, { fix = false } = {}): Promise<DoctorReport> {
  const before = await examine(context);
  const repairs = fix ? await fixWhatIsSafe(context.installation, before) : [];
  const findings = repairs.length > 0 ? await examine(context) : before;
  const verified = await context.verify();
  const severity = severityOf(verified);
  const isWell = ![severity, ...findings.map((finding) => finding.severity)].includes("problem");
  return { ok: isWell, findings, repairs, verified: { ...verified, severity } };
}

/** Who needs no key has nothing to fix. */
const severityOf = ({ json }: Verified): Severity =>
  json.ok ? "ok" : json["code"] === "token_has_scope" ? "note" : "problem";

async function examine(context: DoctorContext): Promise<Finding[]> {
  const { installation, instance, interrupted } = context;
  const { companionFolder, folders } = installation;
  const { notes, broken } = await readNotes(companionFolder);
  const hosts = notes?.hosts ?? [];
  const ownFolders = [companionFolder, ...hosts.map(({ manifest }) => path.dirname(manifest))];
  const all: Found[] = [
    ...(broken ? [found("notes_broken", { path: path.join(companionFolder, NOTES_FILE) })] : []),
    ...(!broken && hosts.length === 0 ? [found("not_installed")] : []),
    ...(hosts.length === 0 ? [] : await checkCompanion(installation)),
    ...(await checkBrowsers(installation, hosts)),
    ...otherOpenClaw(context),
    ...(await checkFiles(instance.paths, folders.home, ownFolders)),
    ...(await checkOpenClaw(instance, interrupted)),
  ];
  return all.map((finding) => withRow(finding, context));
}

function withRow(finding: Found, context: DoctorContext): Finding {
  const { check, severity } = rowOf(finding);
  const command = commandFor(finding, context);
  return { check, ...finding, severity, ...(command === undefined ? {} : { command }) };
}

function otherOpenClaw({ instance, served }: DoctorContext): Found[] {
  for (const file of ["config", "dotenv"] as const) {
    if (served !== null && served.paths[file] !== instance.paths[file])
      return [found("other_openclaw", { path: served.paths[file], shellPath: instance.paths[file] })];
  }
  return [];
}
