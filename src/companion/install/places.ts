/** Where the pieces of an installation go. */
import { HOST_NAME } from "../../core/messages/identity.ts";
import path from "node:path";
import {
  browserFolder,
  manifestFolder,
  registryKey,
  type BrowserName,
  type UserFolders,
} from "./browsers.ts";

/** The companion's own copy, which a launcher starts. */
export const companionCopy = (companionFolder: string): string => path.join(companionFolder, "clawkey.mjs");

export function launcherOf(companionFolder: string, platform: NodeJS.Platform): string {
  return path.join(companionFolder, platform === "win32" ? "clawkey-host.bat" : "clawkey-host");
}

/**
 * By which a browser finds the companion: its host manifest, or on Windows the registry key that leads to one.
 * @param userDataFolder a data folder of Chromium's family that is not the usual one
 */
export function registrationOf(browser: BrowserName, folders: UserFolders, userDataFolder?: string): string {
  const usual = browserFolder(browser, folders);
  if (usual === null) return registryKey(browser, HOST_NAME);
  const folder = browser === "firefox" ? usual : (userDataFolder ?? usual);
  return path.join(manifestFolder(browser, folder, folders.platform), `${HOST_NAME}.json`);
}

export const isRegistryKey = (registration: string): boolean => registration.startsWith("HKCU\\");

/** The host manifest itself: where the registration is, or beside the companion where that is a registry key. */
export function manifestAt(registration: string, browser: BrowserName, companionFolder: string): string {
  return isRegistryKey(registration) ? windowsManifest(browser, companionFolder) : registration;
}

export const windowsManifest = (browser: BrowserName, companionFolder: string): string =>
  path.join(companionFolder, `${HOST_NAME}.${browser}.json`);
