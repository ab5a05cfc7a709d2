/** Scripts with the rights of Firefox's own code: what a person does in its windows, a script does through this. */
import type { Browser } from "puppeteer-core";

/** Runs a function inside Firefox; all that it needs comes as arguments. */
export type FirefoxScript = <A extends unknown[], T>(
  work: (...args: A) => T | Promise<T>,
  ...args: A
) => Promise<T>;

/** What Firefox's own code has in every window, as far as our scripts use it. */
export interface FirefoxGlobals {
  Services: {
    locale: { availableLocales: string[]; requestedLocales: string[] };
    prefs: {
      setIntPref(name: string, value: number): void;
      setBoolPref(name: string, value: boolean): void;
    };
  };
  /** Null while another version is taking its place. */
  WebExtensionPolicy: { getByID(id: string): { extension: FirefoxExtension } | null };
  ChromeUtils: { importESModule(url: string): object };
}

interface FirefoxExtension {
  backgroundState: "stopped" | "starting" | "running" | "suspending";
  /** Missing while another version is taking its place. */
  terminateBackground?(options: object): Promise<void>;
}

interface Tree {
  contexts: { context: string }[];
}

type Evaluated =
  | { type: "success"; result: { value: string } }
  | { type: "exception"; exceptionDetails: { text: string } };

export function firefoxScript(browser: Browser): FirefoxScript {
  const { send } = connectionTo(browser);
  return async <A extends unknown[], T>(work: (...args: A) => T | Promise<T>, ...args: A) => {
    const { contexts } = await send<Tree>("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 });
    const evaluated = await send<Evaluated>("script.evaluate", {
      target: { context: contexts[0]?.context },
      awaitPromise: true,
      expression: `(async () => JSON.stringify((await (${work.toString()})(...${JSON.stringify(args)})) ?? null))()`,
    });
    if (evaluated.type === "exception") throw new Error(evaluated.exceptionDetails.text);
    return JSON.parse(evaluated.result.value) as T;
  };
}

/** As a user installs it: it is there again at the next start, with all that was granted to it. */
export async function installForGood(browser: Browser, archive: string): Promise<void> {
  await connectionTo(browser).send("webExtension.install", {
    extensionData: { type: "archivePath", path: archive },
    "moz:permanent": true,
  });
}

/** An internal of puppeteer-core, whose version is exact: it has no way of its own to Firefox's code. */
function connectionTo(browser: Browser) {
  const { connection } = browser as unknown as {
    connection: { send(method: string, params: object): Promise<{ result: unknown }> };
  };
  return {
    send: async <T>(method: string, params: object) => (await connection.send(method, params)).result as T,
  };
}
