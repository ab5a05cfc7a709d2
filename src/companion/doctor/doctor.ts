/** `clawkey doctor`: looks at everything between a browser and OpenClaw, and with `fix` mends what is safe. */
import path from "node:path";
import type { InstallContext } from "../install/install.ts";
import { INSTALLATION_FILE, readInstallation } from "../install/notes.ts";
import { manifestAt } from "../install/places.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { checkBrowsers } from "./check-browsers.ts";
import { checkLeftovers, checkModes } from "./check-files.ts";
import { checkInstallation } from "./check-companion.ts";
import { checkOpenClaw } from "./check-openclaw.ts";
import { clawkeyCommand, installCommand } from "./commands.ts";
import { problem, warning, type Finding, type Severity } from "./findings.ts";
import { repair, type Repair } from "./fix.ts";

/** What `clawkey verify` says, in its own words; it is bounded in time by itself. */
interface Verified {
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

export interface DoctorContext {
  installation: InstallContext;
  /** What is looked at. */
  place: Instance;
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
  verified: Verified;
}

export async function doctor(context: DoctorContext, { fix = false } = {}): Promise<DoctorReport> {
  const before = await examine(context);
  const repairs = fix ? await repair(context.installation, before) : [];
  const findings = repairs.length > 0 ? await examine(context) : before;
  const verified = await context.verify();
  const isWell = findings.every(({ severity }) => severity !== "problem");
  return { ok: isWell && severityOf(verified) !== "problem", findings, repairs, verified };
}

/** Who needs no key has nothing to mend. */
export const severityOf = ({ json }: Verified): Severity =>
  json.ok ? "ok" : json["code"] === "token_has_scope" ? "note" : "problem";

async function examine(context: DoctorContext): Promise<Finding[]> {
  const { installation, place, profile, interrupted } = context;
  const options = profile === undefined ? [] : ["--profile", profile];
  const fix = clawkeyCommand(installation, "doctor", "--fix", ...options);
  const { companionFolder, folders } = installation;
  const notes = await readInstallation(companionFolder);
  const hosts = typeof notes === "string" ? [] : notes.hosts;
  const manifests = hosts.map((host) => manifestAt(host.place, host.browser, companionFolder));
  const ownFolders = [companionFolder, ...manifests.map((file) => path.dirname(file))];
  return [
    ...(notes === "broken" ? [notesBroken(installation)] : []),
    ...(notes !== "broken" && hosts.length === 0 ? [notInstalled(installation)] : []),
    ...(hosts.length === 0 ? [] : await checkInstallation(installation)),
    ...(await checkBrowsers(installation, hosts)),
    ...otherOpenClaw(context, installCommand(installation, ...options)),
    ...(await checkModes(place.paths, folders.home)),
    ...(await checkLeftovers(place.paths, ownFolders, fix)),
    ...(await checkOpenClaw(place, installation, interrupted)),
  ];
}

/** @param command which, run in this shell, turns the browsers' companion to this shell's OpenClaw */
function otherOpenClaw({ place, served }: DoctorContext, command: string): Finding[] {
  if (served === null) return [];
  for (const file of ["config", "dotenv"] as const) {
    const detail = { path: served.paths[file], shellPath: place.paths[file] };
    if (detail.path !== detail.shellPath) return [warning("installation", "other_openclaw", detail, command)];
  }
  return [];
}

const notInstalled = (installation: InstallContext): Finding =>
  problem("installation", "not_installed", {}, installCommand(installation));

/** Not mended by `fix`: which OpenClaw the user installed for is known to the user alone now. */
const notesBroken = (installation: InstallContext): Finding =>
  problem(
    "installation",
    "notes_broken",
    { path: path.join(installation.companionFolder, INSTALLATION_FILE) },
    installCommand(installation),
  );
