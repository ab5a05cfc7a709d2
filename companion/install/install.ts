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

export interface InstallContext {
  folders: UserFolders;
  /** The companion's own folder; see `companionFolder`. */
  companionFolder: string;
  node: string;
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
  | { ok: false; code: "install_failed" | "registry_failed"; detail: { path: string; errno?: string } };

export async function install(context: InstallContext, request: InstallRequest): Promise<InstallResult> {
  const browsers = request.browsers.length > 0 ? [...request.browsers] : await findBrowsers(context);
  if (browsers.length === 0) return { ok: false, code: "no_browser_found" };

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
  const createdFolders = await makeFolders(context.companionFolder);
  const launcher = await placeCompanion(context);
  const hosts: InstalledHost[] = [];
  const remembered = new Map(before?.hosts.map((host) => [host.place, host]));
  for (const browser of browsers) {
    const registered = await register(context, browser, launcher, request.userDataFolder);
    if (!registered.ok) return { ok: false, code: "registry_failed", detail: { path: registered.place } };
    hosts.push({ browser, place: registered.place, changed: registered.changed });
    const { createdFolders: made } = remembered.get(registered.place) ?? registered;
    remembered.set(registered.place, { browser, place: registered.place, createdFolders: made });
  }
  const installation: Installation = {
    version: 1,
    variables: request.variables,
    profile: request.profile ?? null,
    createdFolders: before?.createdFolders ?? createdFolders,
    hosts: [...remembered.values()],
  };
  await writeIfChanged(
    path.join(context.companionFolder, INSTALLATION_FILE),
    `${JSON.stringify(installation, null, 2)}\n`,
    0o600,
  );
  return { ok: true, launcher, hosts };
}

/** @returns the places that were cleared; empty where nothing was installed */
export async function uninstall(context: InstallContext): Promise<string[]> {
  const installation = await readInstallation(context.companionFolder);
  const removed: string[] = [];
  // The last one first: a folder that was made for the first host may hold those of later ones.
  for (const { place, createdFolders } of installation?.hosts.toReversed() ?? []) {
    if (place.startsWith("HKCU\\")) await deleteKey(context.registry, place);
    else await rm(place, { force: true });
    for (const folder of createdFolders.toReversed()) await removeIfEmpty(folder);
    removed.push(place);
  }
  if (await exists(context.companionFolder)) {
    await rm(context.companionFolder, { recursive: true });
    for (const folder of installation?.createdFolders.toReversed() ?? []) await removeIfEmpty(folder);
    removed.push(context.companionFolder);
  }
  return removed;
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
    const file = path.join(context.companionFolder, `${HOST_NAME}.${browser}.json`);
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
