/** Puts the companion where browsers find it. For this user only; no root, no PATH. */
import { registrationOf, type BrowserName, type Registration, type UserFolders } from "./browsers.ts";
import { applyChanges, type InstallChange, type RegistryTool } from "./changes.ts";
import { findBrowsers, findSandboxed, type Sandboxed } from "./find-browsers.ts";
import { isTooOld, launcherOf } from "./launcher.ts";
import { readNotes, type Notes } from "./notes.ts";
import { planInstall, withNew, type PlannedHost } from "./plan.ts";

export interface InstallContext {
  folders: UserFolders;
  /** The companion's own folder; see `companionFolder`. */
  companionFolder: string;
  node: string;
  /** Of that Node. */
  nodeVersion: string;
  /** The running bundle's first file, which is copied with the chunks beside it. */
  bundle: string;
  registry: RegistryTool;
}

export interface InstallRequest extends Pick<Notes, "variables" | "profile" | "searchPath" | "network"> {
  /**
   * `found`: those that were started here, and those that are registered already.
   * `registered`: what is registered already, and no other.
   */
  browsers: readonly BrowserName[] | "found" | "registered";
  /** A Chromium-family data folder that is not the usual one (`--user-data-dir`). */
  userDataFolder?: string | undefined;
  /** Only say what would be done. */
  dryRun?: boolean;
}

export type InstallResult =
  | {
      ok: true;
      launcher: string;
      hosts: PlannedHost[];
      sandboxed: Sandboxed[];
      /** What was done, or would be. */
      changes: InstallChange[];
    }
  | InstallFailure;

interface InstallFailure {
  ok: false;
  code: "no_browser_found" | "only_sandboxed_found" | "node_too_old" | "install_failed" | "registry_failed";
  detail?: { version?: string; path?: string; errno?: string };
  /** Only with `only_sandboxed_found`. */
  sandboxed?: Sandboxed[];
}

export async function install(context: InstallContext, request: InstallRequest): Promise<InstallResult> {
  const { companionFolder, folders, nodeVersion, registry } = context;
  const { notes } = await readNotes(companionFolder);
  const isAskedFor = ({ browser }: Sandboxed) =>
    typeof request.browsers === "string" || request.browsers.includes(browser);
  const sandboxed = (await findSandboxed(folders)).filter(isAskedFor);
  const wanted = await hostsFor(context, request, notes?.hosts ?? [], sandboxed);
  if (wanted.length === 0) {
    return sandboxed.length === 0
      ? { ok: false, code: "no_browser_found" }
      : { ok: false, code: "only_sandboxed_found", sandboxed };
  }
  // The launcher names this very Node.
  if (isTooOld(nodeVersion)) return { ok: false, code: "node_too_old", detail: { version: nodeVersion } };

  try {
    const { changes, hosts } = await planInstall(context, request, notes, wanted);
    const refused = request.dryRun ? null : await applyChanges(changes, registry);
    if (refused !== null) return { ok: false, code: "registry_failed", detail: { path: refused } };
    return { ok: true, launcher: launcherOf(companionFolder, folders.platform), hosts, sandboxed, changes };
  } catch (error) {
    const { code: errno, path = companionFolder } = error as NodeJS.ErrnoException;
    // What the file system refuses has a code; anything else is a bug, and stays an exception.
    if (errno === undefined) throw error;
    return { ok: false, code: "install_failed", detail: { path, errno } };
  }
}

async function hostsFor(
  { folders, companionFolder, registry }: InstallContext,
  { browsers, userDataFolder }: InstallRequest,
  registered: readonly Registration[],
  sandboxed: readonly Sandboxed[],
): Promise<readonly Registration[]> {
  if (browsers === "registered") return registered;
  const names = browsers === "found" ? await findBrowsers(folders, registry, sandboxed) : browsers;
  const hosts = names.map((browser) => registrationOf(browser, folders, companionFolder, userDataFolder));
  return browsers === "found" ? withNew(hosts, registered) : hosts;
}
