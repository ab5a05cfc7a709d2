/** What runs here, without anything that tells whose it is. */
import { browser } from "wxt/browser";

export interface About {
  /** Clawkey's. */
  version: string;
  /** "Firefox 142.0" */
  browser: string;
  /** "Linux x86_64" */
  system: string;
}

/** Those that name another one too, first. */
const BROWSERS = [/\b(Edg|OPR|Vivaldi|Firefox)\/([\d.]+)/, /(Chrome)\/([\d.]+)/];

export const aboutThisBrowser = (): About => ({
  version: browser.runtime.getManifest().version,
  ...readUserAgent(navigator.userAgent),
});

/** Only what it says of browser and system; "unknown" where it does not. */
export function readUserAgent(userAgent: string): Pick<About, "browser" | "system"> {
  const found = BROWSERS.map((form) => form.exec(userAgent)).find((match) => match !== null);
  const system = /\((?:X11; )?([^;)]+(?:; Win64; x64)?)/.exec(userAgent)?.[1];
  return { browser: found ? `${found[1]} ${found[2]}` : "unknown", system: system ?? "unknown" };
}

/** As the browser writes it into each request of ours. */
export const ownOrigin = (): string => browser.runtime.getURL("/").slice(0, -1);
