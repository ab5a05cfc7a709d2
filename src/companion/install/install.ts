/** Puts the companion where browsers find it. For this user only; no root, no PATH. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { BROWSERS, registryRoot, tracesOf, type BrowserName, type UserFolders } from "./browsers.ts";
import { imaginedChanges, realChanges, type Changes } from "./changes.ts";
import { exists } from "./exists.ts";
import { hostManifest } from "./host-manifest.ts";
import { INSTALLATION_FILE, readInstallation, type Installation } from "./notes.ts";
import { launcherScript } from "./launcher.ts";
import { isTooOld } from "./node-version.ts";
import { companionCopy, isRegistryKey, launcherOf, manifestAt, registrationOf } from "./places.ts";
import { findSandboxed, type Sandboxed } from "./sandboxed-browsers.ts";
import { keyExists, type RegistryTool } from "./windows-registry.ts";

export interface InstallContext {
  folders: UserFolders;
  /** The companion's own folder; see `companionFolder`. */
  companionFolder: string;
  node: string;
  /** Of that Node. */
  nodeVersion: string;
  /** The running bundle, which is copied. */
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
  /** Only say what would be written. */
  dryRun?: boolean | undefined;
}

interface InstalledHost {
  browser: BrowserName;
  /** The host manifest, or the registry key that leads to it. */
  place: string;
  changed: boolean;
}

export type InstallResult =
  | { ok: true; launcher: string; hosts: InstalledHost[]; sandboxed: Sandboxed[] }
  | { ok: false; code: "no_browser_found"; detail?: undefined }
  | { ok: false; code: "only_sandboxed_found"; detail?: undefined; sandboxed: Sandboxed[] }
  | { ok: false; code: "node_too_old"; detail: { version: string } }
  | { ok: false; code: "install_failed" | "registry_failed"; detail: { path: string; errno?: string } };

export async function install(context: InstallContext, request: InstallRequest): Promise<InstallResult> {
  const notes = await readInstallation(context.companionFolder);
  const known = typeof notes === "string" ? null : notes;
  const sandboxed = await sandboxedAmong(context, request);
  const registrations = await registrationsFor(context, request, known, sandboxed);
  if (registrations.length === 0) {
    return sandboxed.length === 0
      ? { ok: false, code: "no_browser_found" }
      : { ok: false, code: "only_sandboxed_found", sandboxed };
  }
  // The launcher names this very Node.
  const { nodeVersion } = context;
  if (isTooOld(nodeVersion)) return { ok: false, code: "node_too_old", detail: { version: nodeVersion } };

  try {
    const result = await register(registrations, context, request, known);
    return result.ok ? { ...result, sandboxed } : result;
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

interface Registration {
  browser: BrowserName;
  place: string;
}

async function registrationsFor(
  context: InstallContext,
  { browsers, userDataFolder }: InstallRequest,
  known: Installation | null,
  sandboxed: readonly Sandboxed[],
): Promise<Registration[]> {
  const { folders } = context;
  const at = (names: readonly BrowserName[]) =>
    names.map((browser) => ({ browser, place: registrationOf(browser, folders, userDataFolder) }));
  if (browsers === "all") return at(BROWSERS);
  if (typeof browsers !== "string") return at(browsers);
  const registered = (known?.hosts ?? []).map(({ browser, place }) => ({ browser, place }));
  if (browsers === "registered") return registered;
  const found = at(await findBrowsers(context, sandboxed));
  const isNew = (other: Registration) => !found.some(({ place }) => place === other.place);
  return [...found, ...registered.filter(isNew)];
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

type Registered =
  | { ok: true; launcher: string; hosts: InstalledHost[] }
  | { ok: false; code: "registry_failed"; detail: { path: string } };

async function register(
  registrations: readonly Registration[],
  context: InstallContext,
  { variables, profile, searchPath, dryRun }: InstallRequest,
  known: Installation | null,
): Promise<Registered> {
  const { companionFolder } = context;
  const changes = (dryRun ? imaginedChanges : realChanges)(context.registry);
  const createdFolders = union(known?.createdFolders, await changes.makeFolders(companionFolder));
  const launcher = await placeCompanion(context, changes);
  const remembered = new Map(known?.hosts.map((host) => [host.place, host]));
  const remember = () => {
    const notes: Installation = {
      version: 1,
      variables,
      profile: profile ?? null,
      searchPath,
      createdFolders,
      hosts: [...remembered.values()],
    };
    const file = path.join(companionFolder, INSTALLATION_FILE);
    return changes.write(file, `${JSON.stringify(notes, null, 2)}\n`, 0o600);
  };
  // First the notes, then what they speak of: a browser must never start a companion that knows nothing.
  await remember();
  const hosts: InstalledHost[] = [];
  for (const { browser, place } of registrations) {
    const manifest = manifestAt(place, browser, companionFolder);
    const made = await changes.makeFolders(path.dirname(manifest));
    const isNew = isRegistryKey(place) && !(await keyExists(context.registry, place));
    const changed = (await changes.write(manifest, hostManifest(browser, launcher), 0o644)) || isNew;
    if (isRegistryKey(place) && !(await changes.setKey(place, manifest)))
      return { ok: false, code: "registry_failed", detail: { path: place } };
    hosts.push({ browser, place, changed });
    const created = union(remembered.get(place)?.createdFolders, made);
    remembered.set(place, { browser, place, createdFolders: created });
    await remember();
  }
  return { ok: true, launcher, hosts };
}

async function placeCompanion(
  { companionFolder, node, bundle, folders }: InstallContext,
  changes: Changes,
): Promise<string> {
  const companion = companionCopy(companionFolder);
  if (path.resolve(bundle) !== path.resolve(companion))
    await changes.write(companion, await readFile(bundle, "utf8"), 0o755);
  const launcher = launcherOf(companionFolder, folders.platform);
  await changes.write(launcher, launcherScript(folders.platform, node, companion), 0o755);
  return launcher;
}

/** Folders made at one time or another, outermost first. */
const union = (earlier: readonly string[] = [], later: readonly string[]): string[] =>
  [...new Set([...earlier, ...later])].toSorted((a, b) => a.length - b.length);
