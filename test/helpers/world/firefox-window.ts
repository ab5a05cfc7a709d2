/** What happens in Firefox's own windows, each as a function that runs in there. */
import type { FirefoxGlobals, FirefoxScript } from "./firefox-script.ts";

/** Waits for the browser's own question about permissions, and presses one of its buttons. */
export async function answerPrompt(answer: "accept" | "refuse"): Promise<void> {
  const find = () => document.querySelector("#addon-webext-permissions-notification");
  const isOpen = () =>
    document.querySelector<HTMLElement & { state: string }>("#notification-popup")?.state === "open";
  for (let tries = 0; !(find() && isOpen()); tries++) {
    if (tries > 200) throw new Error("The browser asked nothing");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const prompt = find() as unknown as { button: HTMLElement; secondaryButton: HTMLElement };
  (answer === "accept" ? prompt.button : prompt.secondaryButton).click();
}

interface ExtensionParentModule {
  ExtensionParent: {
    apiManager: {
      global: { browserActionFor(extension: unknown): { openPopup(window: unknown): Promise<void> } };
    };
    ParentAPIManager: ApiCalls;
  };
}

interface ApiCalls {
  callAndLog(
    context: object,
    call: { path: string; args: [{ name?: string }] },
    work: () => unknown,
  ): unknown;
  clawkeyReads?: string[];
}

/** By the toolbar's button, or by the shortcut of the manifest. */
export async function openPopup(by: "click" | "keyboard", id: string): Promise<void> {
  const { Services, ChromeUtils, WebExtensionPolicy } = globalThis as unknown as FirefoxGlobals & {
    Services: { scriptloader: { loadSubScript(url: string, target: object): void } };
  };
  if (by === "click") {
    const { ExtensionParent } = ChromeUtils.importESModule(
      "resource://gre/modules/ExtensionParent.sys.mjs",
    ) as ExtensionParentModule;
    const extension = WebExtensionPolicy.getByID(id)?.extension;
    await ExtensionParent.apiManager.global.browserActionFor(extension).openPopup(globalThis);
    return;
  }
  const events = { window: globalThis } as unknown as {
    synthesizeKey(key: string, modifiers: object, window: unknown): void;
  };
  Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", events);
  events.synthesizeKey("K", { altKey: true, shiftKey: true }, globalThis);
}

/** The size it comes to rest at; then it is closed. */
export async function measurePopup(): Promise<[width: number, height: number]> {
  const size = () => {
    const popup = document.querySelector(".webextension-popup-browser");
    return popup ? `${popup.clientWidth}x${popup.clientHeight}` : "none";
  };
  let last = "";
  for (let tries = 0; last !== size() || last === "none" || last.startsWith("0"); tries++) {
    if (tries > 40) throw new Error(`The popup did not come to rest: ${last}`);
    last = size();
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  document
    .querySelector(".webextension-popup-browser")
    ?.closest<HTMLElement & { hidePopup(): void }>("panel")
    ?.hidePopup();
  const [width, height] = last.split("x").map(Number);
  return [width!, height!];
}

/**
 * Counts, from now on, the calls of the cookie API that any page or background script makes.
 * @returns how many there were
 */
export async function noteCookieReads(script: FirefoxScript): Promise<() => Promise<string[]>> {
  const readsSoFar = () =>
    script(() => {
      const { ChromeUtils } = globalThis as unknown as FirefoxGlobals;
      const { ExtensionParent } = ChromeUtils.importESModule(
        "resource://gre/modules/ExtensionParent.sys.mjs",
      ) as ExtensionParentModule;
      const calls = ExtensionParent.ParentAPIManager;
      if (calls.clawkeyReads === undefined) {
        calls.clawkeyReads = [];
        const original = calls.callAndLog.bind(calls);
        calls.callAndLog = (context, call, work) => {
          if (/^cookies\.get(All)?$/.test(call.path)) calls.clawkeyReads!.push(call.args[0].name ?? "");
          return original(context, call, work);
        };
      }
      return calls.clawkeyReads ?? [];
    });
  const before = (await readsSoFar()).length;
  return async () => (await readsSoFar()).slice(before);
}
