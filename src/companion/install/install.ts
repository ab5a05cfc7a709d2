/** Puts the companion where browsers find it. For this user only; no root, no PATH. */
import {
  BROWSERS,
  registrationOf,
  registryRoot,
  tracesOf,
  type BrowserName,
  type Registration,
  type UserFolders,
} from "./browsers.ts";
import { applyChanges, exists, keyExists, type Change, type RegistryTool } from "./changes.ts";
import { isTooOld, launcherOf } from "./launcher.ts";
import { readNotes, type Notes } from "./notes.ts";
import { planInstall, withNew } from "./plan.ts";
import { findSandboxed, type Sandboxed } from "./sandboxed-browsers.ts";

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

export interface InstallRequest {
  /**
   * `found`: those that were started here, and those that are registered already. `all`: the whole table.
   * `registered`: what is registered already, and no other.
   */
  browsers: readonly BrowserName[] | "found" | "all" | "registered";
  /** A Chromium-family data folder that is not the usual one (`--user-data-dir`). */
  userDataFolder?: string | undefined;
  variables: Record<string, string>;
  profile: string | undefined;
  /** PATH of whoever installs. */
  searchPath: string | undefined;
  /** Only say what would be done. */
  dryRun?: boolean | undefined;
}

export type InstallResult =
  | {
      ok: true;
      launcher: string;
      /** `changed`: it was not registered in just this way. */
      hosts: (Registration & { changed: boolean })[];
      sandboxed: Sandboxed[];
      /** What was done, or would be. */
      changes: Change[];
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
  const { notes } = await readNotes(context.companionFolder);
  const sandboxed = await sandboxedAmong(context, request);
  const wanted = await hostsFor(context, request, notes, sandboxed);
  if (wanted.length === 0) {
    return sandboxed.length === 0
      ? { ok: false, code: "no_browser_found" }
      : { ok: false, code: "only_sandboxed_found", sandboxed };
  }
  // The launcher names this very Node.
  const { nodeVersion } = context;
  if (isTooOld(nodeVersion)) return { ok: false, code: "node_too_old", detail: { version: nodeVersion } };

  try {
    const { changes, hosts } = await planInstall(context, request, notes, wanted);
    const refused = request.dryRun ? null : await applyChanges(changes, context.registry);
    if (refused !== null) return { ok: false, code: "registry_failed", detail: { path: refused } };
    const launcher = launcherOf(context.companionFolder, context.folders.platform);
    return { ok: true, launcher, hosts, sandboxed, changes };
  } catch (error) {
    const { code, path: failedAt } = error as NodeJS.ErrnoException;
    // What the file system refuses has a code; anything else is a bug, and stays an exception.
    if (code === undefined) throw error;
    return {
      ok: false,
      code: "install_failed",
      detail: { path: failedAt ?? context.companionFolder, errno: code },
    };
  }
}

/** Those that a companion can be registered for. */
export async function findBrowsers(
  { folders, registry }: InstallContext,
  sandboxed: readonly Sandboxed[],
): Promise<BrowserName[]> {
  const isThere = async (browser: BrowserName) => {
    if (folders.platform === "win32") return keyExists(registry, registryRoot(browser));
    if (sandboxed.some((other) => other.browser === browser && other.asks)) return true;
    return (await Promise.all(tracesOf(browser, folders).map(exists))).includes(true);
  };
  const found = await Promise.all(BROWSERS.map(isThere));
  return BROWSERS.filter((_, index) => found[index]);
}

async function hostsFor(
  context: InstallContext,
  { browsers, userDataFolder }: InstallRequest,
  notes: Notes | null,
  sandboxed: readonly Sandboxed[],
): Promise<Registration[]> {
  const { folders, companionFolder } = context;
  const at = (names: readonly BrowserName[]): Registration[] =>
    names.map((browser) => registrationOf(browser, folders, companionFolder, userDataFolder));
  if (browsers === "all") return at(BROWSERS);
  if (browsers !== "found" && browsers !== "registered") return at(browsers);
  const registered = notes?.hosts ?? [];
  return browsers === "registered"
    ? registered
    : withNew(at(await findBrowsers(context, sandboxed)), registered);
}

/** Of the browsers that are asked for, where any are named. */
async function sandboxedAmong(
  { folders }: InstallContext,
  { browsers }: InstallRequest,
): Promise<Sandboxed[]> {
  const sandboxed = await findSandboxed(folders);
  return typeof browsers === "string"
    ? sandboxed
    : sandboxed.filter(({ browser }) => browsers.includes(browser));
}
