/** Puts the companion where browsers find it, and takes it away again. For this user only; no root, no PATH. */
import { chmod, copyFile, mkdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { writeTextAtomic } from "@openclaw/fs-safe/atomic";
import { HOST_NAME } from "../../src/protocol/companion.ts";
import {
  browserFolder,
  BROWSERS,
  manifestFolder,
  registryKey,
  registryRoot,
  type BrowserName,
  type UserFolders,
} from "./browsers.ts";
import { hostManifest } from "./host-manifest.ts";
import { INSTALLATION_FILE, readInstallation, type Installation } from "./installation.ts";
import { batchLauncher, shellLauncher } from "./launcher.ts";
import { deleteKey, keyExists, setDefaultValue, type RegistryTool } from "./windows-registry.ts";

/** As package.json has it. */
const OLDEST_NODE = 22;

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
  /** Empty: every browser that is found. */
  browsers: readonly BrowserName[];
  /** A Chromium-family data folder that is not the usual one (`--user-data-dir`). */
  userDataFolder: string | undefined;
  variables: Record<string, string>;
  profile: string | undefined;
  /** PATH of whoever installs. */
  searchPath: string | undefined;
}

interface InstalledHost {
  browser: BrowserName;
  /** The host manifest, or the registry key that leads to it. */
  place: string;
  changed: boolean;
}

export type InstallResult =
  | { ok: true; launcher: string; hosts: InstalledHost[] }
  | { ok: false; code: "no_browser_found"; detail?: undefined }
  | { ok: false; code: "node_too_old"; detail: { version: string } }
  | { ok: false; code: "install_failed" | "registry_failed"; detail: { path: string; errno?: string } };

export async function install(context: InstallContext, request: InstallRequest): Promise<InstallResult> {
  const browsers = request.browsers.length > 0 ? [...request.browsers] : await findBrowsers(context);
  if (browsers.length === 0) return { ok: false, code: "no_browser_found" };
  // The launcher names this very Node.
  const { nodeVersion } = context;
  if (Number.parseInt(nodeVersion, 10) < OLDEST_NODE) {
    return { ok: false, code: "node_too_old", detail: { version: nodeVersion } };
  }

  try {
    return await installFor(browsers, context, request);
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

async function installFor(
  browsers: readonly BrowserName[],
  context: InstallContext,
  request: InstallRequest,
): Promise<InstallResult> {
  const before = await readInstallation(context.companionFolder);
  const known = typeof before === "string" ? null : before;
  const madeFolders = await makeFolders(context.companionFolder);
  const createdFolders = known?.createdFolders ?? madeFolders;
  const launcher = await placeCompanion(context);
  const hosts: InstalledHost[] = [];
  const remembered = new Map(known?.hosts.map((host) => [host.place, host]));
  const { variables, profile = null, searchPath } = request;
  const remember = () =>
    writeIfChanged(
      path.join(context.companionFolder, INSTALLATION_FILE),
      `${JSON.stringify({ version: 1, variables, profile, searchPath, createdFolders, hosts: [...remembered.values()] } satisfies Installation, null, 2)}\n`,
      0o600,
    );
  // First the notes, then what they speak of: a browser must never start a companion that knows nothing.
  await remember();
  for (const browser of browsers) {
    const registered = await register(context, browser, launcher, request.userDataFolder);
    if (!registered.ok) return { ok: false, code: "registry_failed", detail: { path: registered.place } };
    hosts.push({ browser, place: registered.place, changed: registered.changed });
    const { createdFolders: made } = remembered.get(registered.place) ?? registered;
    remembered.set(registered.place, { browser, place: registered.place, createdFolders: made });
    await remember();
  }
  return { ok: true, launcher, hosts };
}

/** @returns the places that were cleared; empty where nothing was installed */
export async function uninstall(context: InstallContext): Promise<string[]> {
  const before = await readInstallation(context.companionFolder);
  const known = typeof before === "string" ? null : before;
  // Without notes, the usual places are looked into.
  const hosts = known?.hosts ?? (before === "broken" ? usualHosts(context) : []);
  const removed: string[] = [];
  for (const { place, createdFolders } of hosts.toReversed()) {
    if (place.startsWith("HKCU\\")) await deleteKey(context.registry, place);
    else if (!(await removeFile(place)) && !known) continue;
    for (const folder of createdFolders.toReversed()) await removeIfEmpty(folder);
    removed.push(place);
  }
  const files = [...OWN_FILES, ...BROWSERS.map((browser) => windowsManifest(browser))];
  const gone = await Promise.all(files.map((name) => removeFile(path.join(context.companionFolder, name))));
  if (!gone.includes(true)) return removed;
  await removeIfEmpty(context.companionFolder);
  for (const folder of known?.createdFolders.toReversed() ?? []) await removeIfEmpty(folder);
  return [...removed, context.companionFolder];
}

/** All that `install` puts into the companion's folder, and so all that `uninstall` takes out of it. */
const OWN_FILES = ["clawkey.mjs", "clawkey-host", "clawkey-host.bat", INSTALLATION_FILE];

const windowsManifest = (browser: BrowserName): string => `${HOST_NAME}.${browser}.json`;

function usualHosts({ folders }: InstallContext): { place: string; createdFolders: string[] }[] {
  return BROWSERS.map((browser) => {
    const folder = browserFolder(browser, folders);
    const place =
      folder === null
        ? registryKey(browser, HOST_NAME)
        : path.join(manifestFolder(browser, folder, folders.platform), `${HOST_NAME}.json`);
    return { place, createdFolders: [] };
  });
}

/** @returns whether there was one */
async function removeFile(file: string): Promise<boolean> {
  return rm(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return false;
    },
  );
}

async function findBrowsers({ folders, registry }: InstallContext): Promise<BrowserName[]> {
  const found = await Promise.all(
    BROWSERS.map((browser) => {
      const folder = browserFolder(browser, folders);
      return folder === null ? keyExists(registry, registryRoot(browser)) : exists(folder);
    }),
  );
  return BROWSERS.filter((_, index) => found[index]);
}

async function placeCompanion({ companionFolder, node, bundle, folders }: InstallContext): Promise<string> {
  const companion = path.join(companionFolder, "clawkey.mjs");
  if (path.resolve(bundle) !== path.resolve(companion)) {
    await copyFile(bundle, companion);
    await chmod(companion, 0o755);
  }
  const windows = folders.platform === "win32";
  const launcher = path.join(companionFolder, windows ? "clawkey-host.bat" : "clawkey-host");
  await writeIfChanged(launcher, (windows ? batchLauncher : shellLauncher)(node, companion), 0o755);
  return launcher;
}

async function register(
  context: InstallContext,
  browser: BrowserName,
  launcher: string,
  userDataFolder: string | undefined,
): Promise<{ ok: boolean; place: string; changed: boolean; createdFolders: string[] }> {
  const manifest = hostManifest(browser, launcher);
  const folder = browserFolder(browser, context.folders);
  if (folder === null) {
    const file = path.join(context.companionFolder, windowsManifest(browser));
    const place = registryKey(browser, HOST_NAME);
    const wasThere = await keyExists(context.registry, place);
    const changed = (await writeIfChanged(file, manifest, 0o644)) || !wasThere;
    return { ok: await setDefaultValue(context.registry, place, file), place, changed, createdFolders: [] };
  }
  const hosts = manifestFolder(
    browser,
    browser === "firefox" ? folder : (userDataFolder ?? folder),
    context.folders.platform,
  );
  const createdFolders = await makeFolders(hosts);
  const place = path.join(hosts, `${HOST_NAME}.json`);
  return { ok: true, place, changed: await writeIfChanged(place, manifest, 0o644), createdFolders };
}

/** @returns the folders that were not there before, outermost first */
async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return [];
  const created: string[] = [];
  for (let current = folder; current.startsWith(first); current = path.dirname(current))
    created.unshift(current);
  return created;
}

async function writeIfChanged(file: string, text: string, mode: number): Promise<boolean> {
  if ((await readFile(file, "utf8").catch(() => null)) === text) return false;
  await writeTextAtomic(file, text, { mode, dirMode: (await stat(path.dirname(file))).mode & 0o7777 });
  return true;
}

async function removeIfEmpty(folder: string): Promise<void> {
  // Something of another's may stand there by now; then the folder stays.
  await rmdir(folder).catch(() => {});
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
