/**
 * `--fix`: mends what is safe to mend, and nothing else. It deletes no file of OpenClaw's and edits no config. What it
 * could not mend is found again by the checks that follow.
 */
import { chmod, rm } from "node:fs/promises";
import { install, type InstallContext, type InstallResult } from "../install/install.ts";
import { readInstallation } from "../install/notes.ts";
import type { Finding, FindingCode } from "./findings.ts";

export type Repair =
  | { repair: "reinstalled"; browsers: string[] }
  | { repair: "not_reinstalled"; failure: InstallResult & { ok: false } }
  | { repair: "made_private"; path: string; mode: string }
  | { repair: "removed"; path: string };

/** Writing the same registrations again mends these. */
const MENDED_BY_INSTALL: readonly FindingCode[] = [
  "launcher_missing",
  "launcher_changed",
  "launcher_not_executable",
  "node_missing",
  "node_failing",
  "node_old",
  "companion_missing",
  "companion_failing",
  "companion_other_version",
  "manifest_missing",
  "manifest_broken",
  "manifest_other_launcher",
  "manifest_other_ids",
  "manifest_extra_keys",
  "registry_key_missing",
];

const MENDED_ALONE: readonly FindingCode[] = ["file_open", "folder_open", "leftover"];

export const isMendable = ({ code }: Finding): boolean =>
  MENDED_BY_INSTALL.includes(code) || MENDED_ALONE.includes(code);

export async function repair(context: InstallContext, findings: readonly Finding[]): Promise<Repair[]> {
  const repairs = findings.some(({ code }) => MENDED_BY_INSTALL.includes(code))
    ? await reinstall(context)
    : [];
  for (const { code, detail } of findings) repairs.push(...(await mendAlone(code, detail)));
  return repairs;
}

/** For the browsers and the OpenClaw that the user installed for, whatever this shell's environment says. */
async function reinstall(context: InstallContext): Promise<Repair[]> {
  const notes = await readInstallation(context.companionFolder);
  if (typeof notes === "string") return [];
  const { variables, profile, searchPath } = notes;
  const result = await install(context, {
    browsers: "registered",
    variables,
    profile: profile ?? undefined,
    searchPath,
  });
  if (!result.ok) return [{ repair: "not_reinstalled", failure: result }];
  return [{ repair: "reinstalled", browsers: result.hosts.map(({ browser }) => browser) }];
}

async function mendAlone(code: FindingCode, { path, mode }: Finding["detail"]): Promise<Repair[]> {
  if (path === undefined) return [];
  try {
    if (code === "leftover") {
      await rm(path, { force: true });
      return [{ repair: "removed", path }];
    }
    if ((code === "file_open" || code === "folder_open") && mode !== undefined) {
      await chmod(path, Number.parseInt(mode, 8));
      return [{ repair: "made_private", path, mode }];
    }
    return [];
  } catch (error) {
    // What the file system refuses stays a finding; anything else is a bug.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return [];
  }
}
