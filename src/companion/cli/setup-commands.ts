/** The verbs about the installation: install, uninstall, doctor. */
import { resolve } from "node:path";
import { BROWSERS, type BrowserName } from "../install/browsers.ts";
import { doctor } from "../doctor/doctor.ts";
import { install } from "../install/install.ts";
import { noteShell } from "../install/this-shell.ts";
import { uninstall } from "../install/uninstall.ts";
import { surroundings } from "../this-process.ts";
import { done, naming, wrongUsage, type CommandLine, type Options, type Outcome } from "./commands.ts";
import { verifyAt } from "./key-commands.ts";
import { doctorJson, doctorLines } from "./report-doctor.ts";
import { installLines, uninstallLines } from "./report-install.ts";

export async function runDoctor(line: CommandLine, options: Options): Promise<Outcome> {
  const { profile, fix } = options;
  const report = await doctor(
    { ...line, profile, verify: (instance) => verifyAt(instance, line, options) },
    { fix },
  );
  const outcome: Outcome = { exit: report.ok ? 0 : 1, lines: doctorLines(report), json: doctorJson(report) };
  return naming(report.instance, outcome);
}

export async function runInstall({ system, installation }: CommandLine, options: Options): Promise<Outcome> {
  const { browser: named = [], all, profile, "dry-run": dryRun = false, "user-data-dir": folder } = options;
  const isKnown = named.every((name): name is BrowserName => (BROWSERS as readonly string[]).includes(name));
  // One folder is one browser's.
  if (!isKnown || (folder !== undefined && named.length !== 1)) return wrongUsage("usage_bad_browser");
  if (all && named.length > 0) return wrongUsage("usage_bad_options");
  const result = await install(installation, {
    browsers: all ? BROWSERS : named.length > 0 ? named : "found",
    ownFolder: folder && resolve(system.cwd, folder),
    ...(await noteShell(system, profile)),
    dryRun,
  });
  const lines = installLines(result, dryRun, surroundings(system));
  if (!result.ok) {
    const { changes: _, ...json } = { changes: [], ...result };
    return { exit: 1, lines, json: { ...json, message: lines.join(" ") } };
  }
  const { changes, ...reply } = result;
  const imagined = { dryRun, changes: changes.map(({ do: what, path }) => ({ do: what, path })) };
  return done(lines, { ...reply, ...(dryRun ? imagined : {}) });
}

export async function runUninstall(
  line: CommandLine,
  { "dry-run": dryRun = false }: Options,
): Promise<Outcome> {
  const uninstalled = await uninstall(line.installation, { dryRun });
  const { removed, failed: left } = uninstalled;
  const lines = uninstallLines(uninstalled, dryRun);
  if (left.length === 0) return done(lines, { removed, ...(dryRun ? { dryRun } : {}) });
  const json = { ok: false, code: "uninstall_failed", removed, failed: left, message: lines.join(" ") };
  return { exit: 1, lines, json };
}
