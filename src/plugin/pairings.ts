/** The browsers that are paired with this gateway, each with the secret that it shares with it. */
import * as z from "zod/mini";
import { failure, type Result } from "../core/messages/failures.ts";
import { digitsOf } from "../core/pairing/pair.ts";
import { readOwn, writeOwn } from "./own-files.ts";

/** The seventeenth takes the place of the one that was paired first: each has had a code from the user. */
const MAX_BROWSERS = 16;
const MAX_USED = 32;

const hexOf = (bytes: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));

const Browser = z.object({
  id: hexOf(16),
  secret: hexOf(32),
  /** The extension's. */
  origin: z.string().check(z.maxLength(256)),
  /** When it was paired, in milliseconds since 1970. */
  since: z.number(),
  /** The name of the code that it was paired by. */
  code: hexOf(16),
});
export type Browser = z.infer<typeof Browser>;

const Pairings = z.object({
  browsers: z.array(Browser).check(z.maxLength(MAX_BROWSERS)),
  /** Names of codes, the newest last. */
  used: z.array(hexOf(16)).check(z.maxLength(MAX_USED)),
});
export type Pairings = z.infer<typeof Pairings>;

const NONE: Pairings = { browsers: [], used: [] };

/** What the file says, and whether it says so: one that is damaged or can't be read now holds no pairing. */
export async function lookAtPairings(state: string): Promise<Pairings & { isClear: boolean }> {
  const found = await readOwn(state, "pairings", Pairings);
  return found.is === "there"
    ? { ...found.value, isClear: true }
    : { ...NONE, isClear: found.is === "missing" };
}

export const readPairings = async (state: string): Promise<Pairings> => lookAtPairings(state);

/** @param code its name, as `CodeKeys` has it, in hex */
export const isUsed = ({ used }: Pairings, code: string): boolean => used.includes(code);

/** The browser that was paired by this code; undefined until then. */
export const pairedBy = ({ browsers }: Pairings, code: string): Browser | undefined =>
  browsers.find((browser) => browser.code === code);

/** Four digits that page and terminal show. */
export const browserDigits = ({ id }: Pick<Browser, "id">): string =>
  digitsOf(Uint8Array.from(Buffer.from(id, "hex")));

/**
 * Notes a browser and that its code is used.
 * @param mayStill asked under the file's lock: the code may have been taken back meanwhile
 */
export const addBrowser = (
  state: string,
  browser: Browser,
  mayStill: () => Promise<boolean>,
): Promise<Result> =>
  writeOwn(state, "pairings", async () => {
    const { browsers, used } = await readPairings(state);
    // Its hello came twice.
    if (browsers.some(({ id }) => id === browser.id)) return { ok: true, value: { browsers, used } };
    if (used.includes(browser.code) || !(await mayStill())) return failure("gateway_not_paired");
    const others = browsers.filter((other) => !isSameProfile(other, browser));
    return {
      ok: true,
      value: {
        browsers: [...others, browser].slice(-MAX_BROWSERS),
        used: [...used, browser.code].slice(-MAX_USED),
      } satisfies Pairings,
    };
  });

/** Firefox gives each profile an origin of its own: a second pairing from there replaces the first. */
const isSameProfile = (one: Browser, other: Browser): boolean =>
  one.origin === other.origin && one.origin.startsWith("moz-extension:");

/** Ends one pairing; what its browser has put stays. @returns null where there is no such browser */
export async function forgetBrowser(
  state: string,
  id: string,
): Promise<Result<{ forgotten: Browser | null }>> {
  let forgotten: Browser | null = null;
  if (!(await readPairings(state)).browsers.some((browser) => browser.id === id))
    return { ok: true, forgotten };
  const written = await writeOwn(state, "pairings", async () => {
    const { browsers, used } = await readPairings(state);
    forgotten = browsers.find((browser) => browser.id === id) ?? null;
    return { ok: true, value: { browsers: browsers.filter((browser) => browser !== forgotten), used } };
  });
  return written.ok ? { ok: true, forgotten } : written;
}
