/** The paired browsers as the gateway has them in memory: read again whenever the file has changed, by whomever. */
import { type Bytes } from "../core/pairing/bytes.ts";
import { macKey } from "../core/pairing/primitives.ts";
import { stampOf } from "./own-files.ts";
import { lookAtPairings } from "./pairings.ts";

export interface PairedBrowser {
  /** In hex. */
  id: string;
  origin: string;
  secret: CryptoKey;
}

/** @returns asked at each request, so that a command that forgets a browser need not tell the gateway */
export function pairedBrowsers(state: string) {
  let known: { stamp: string; browsers: Promise<PairedBrowser[]> } | null = null;
  return async (): Promise<PairedBrowser[]> => {
    const stamp = await stampOf(state, "pairings");
    if (stamp === undefined) return [];
    if (known?.stamp === stamp) return known.browsers;
    const { browsers, isClear } = await lookAtPairings(state);
    const read = Promise.all(browsers.map(withKey));
    // What can't be read at this moment is looked at again at the next one.
    known = isClear ? { stamp, browsers: read } : null;
    return read;
  };
}

const withKey = async ({ id, origin, secret }: { id: string; origin: string; secret: string }) => ({
  id,
  origin,
  secret: await macKey(bytesOf(secret)),
});

const bytesOf = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, "hex"));
