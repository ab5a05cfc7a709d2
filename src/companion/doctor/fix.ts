/**
 * `--fix`: does what is safe, and nothing else. It deletes no file of OpenClaw's and edits no config. What it could not
 * fix is found again by the checks that follow.
 */
import { chmod, rm } from "node:fs/promises";
import { install, type InstallContext, type InstallResult } from "../install/install.ts";
import { readNotes } from "../install/notes.ts";
import { rowOf, type Found } from "./findings.ts";

export type Repair =
  | { repair: "reinstalled"; browsers: string[] }
  | { repair: "not_reinstalled"; failure: InstallResult & { ok: false } }
  | { repair: "made_private" | "removed"; path: string; mode?: string };

export async function fix(context: InstallContext, findings: readonly Found[]): Promise<Repair[]> {
  const isInstallNeeded = findings.some((finding) => rowOf(finding).fixedBy === "install");
  const repairs = isInstallNeeded ? await reinstall(context) : [];
  for (const finding of findings) repairs.push(...(await fixFile(finding)));
  return repairs;
}

/** For the browsers and the OpenClaw that the user installed for, whatever this shell's environment says. */
async function reinstall(context: InstallContext): Promise<Repair[]> {
  const { notes } = await readNotes(context.companionFolder);
  if (notes === null) return [];
  const result = await install(context, { ...notes, browsers: "registered" });
  const browsers = "hosts" in result ? result.hosts.map(({ browser }) => browser) : [];
  return [
    ...(browsers.length > 0 ? [{ repair: "reinstalled", browsers } as const] : []),
    ...(result.ok ? [] : [{ repair: "not_reinstalled", failure: result } as const]),
  ];
}

async function fixFile(finding: Found): Promise<Repair[]> {
  const { path = "", mode = "" } = finding.detail;
  const { fixedBy } = rowOf(finding);
  try {
    if (fixedBy === "remove") {
      await rm(path, { force: true });
      return [{ repair: "removed", path }];
    }
    if (fixedBy === "chmod") {
      await chmod(path, Number.parseInt(mode, 8));
      return [{ repair: "made_private", path, mode }];
    }
  } catch (error) {
    // What the file system refuses stays a finding; anything else is a bug.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  return [];
}
