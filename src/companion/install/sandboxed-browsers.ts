/**
 * Browsers from Snap and Flatpak. Their sandbox lets them start no program of the user's, so no companion either,
 * but for one way out: see `Sandboxed.asks`.
 */
import path from "node:path";
import { exists } from "./changes.ts";
import type { BrowserName, UserFolders } from "./browsers.ts";

export interface Sandboxed {
  browser: BrowserName;
  kind: "snap" | "flatpak";
  /**
   * Ubuntu's desktop portal (22.04 and later) starts native hosts for the Firefox from Snap, after a question to the
   * user. It takes the host manifest from where every other Firefox does.
   */
  asks: boolean;
}

type Place = readonly [browser: BrowserName, folder: string];

/** What stands below ~/snap once the browser has been started. */
const SNAPS: readonly Place[] = [
  ["firefox", "firefox/common/.mozilla"],
  ["chromium", "chromium/common/chromium"],
  ["brave", "brave/current/.config/BraveSoftware"],
];

/** Below ~/.var/app: the names of the applications. */
const FLATPAKS: readonly Place[] = [
  ["chrome", "com.google.Chrome"],
  ["chromium", "org.chromium.Chromium"],
  ["edge", "com.microsoft.Edge"],
  ["brave", "com.brave.Browser"],
  ["vivaldi", "com.vivaldi.Vivaldi"],
  ["firefox", "org.mozilla.firefox"],
];

/** Those that this user has started; there are none outside Linux. */
export async function findSandboxed({ platform, home }: UserFolders): Promise<Sandboxed[]> {
  if (platform !== "linux") return [];
  const below = async (
    folder: string,
    places: readonly Place[],
    kind: Sandboxed["kind"],
  ): Promise<Sandboxed[]> => {
    const found = await Promise.all(places.map(([, place]) => exists(path.join(home, folder, place))));
    return places
      .filter((_, index) => found[index])
      .map(([browser]) => ({ browser, kind, asks: kind === "snap" && browser === "firefox" }));
  };
  return [...(await below("snap", SNAPS, "snap")), ...(await below(".var/app", FLATPAKS, "flatpak"))];
}
