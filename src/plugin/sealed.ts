/** Hello and sealed messages of paired browsers. Null is the refusal, whatever was wrong. */
import { type Bytes, hex } from "../core/pairing/bytes.ts";
import { helloAnswer, isProvenHello, readHello } from "../core/pairing/hello.ts";
import { openRequest, readSealed, sealAnswer } from "../core/pairing/message.ts";
import { finishPairing } from "./agreements.ts";
import type { PairedBrowser } from "./browsers.ts";
import { currentEpoch, epochForHello } from "./epoch.ts";

/** What both need. */
interface Gate {
  state: string;
  /** See `pairedBrowsers`. */
  browsers: () => Promise<PairedBrowser[]>;
}

export async function answerHello(
  { state, browsers }: Gate,
  hello: Bytes,
  origin: string,
): Promise<Bytes | null> {
  const id = readHello(hello)?.id;
  if (!id) return null;
  const find = async () => browserOf(await browsers(), id, origin);
  const known = await find();
  if (known && !(await isProvenHello(known.secret, hello))) return null;
  if (!known && !(await finishPairing(state, hex(id), hello, origin))) return null;
  const browser = known ?? (await find());
  if (!browser) return null;
  const { point, counters } = await epochForHello();
  return helloAnswer(browser.secret, hello, { point, counter: counters.get(browser.id) ?? 0n });
}

/** @param perform what an authentic request asks for; never rejects */
export async function answerSealed(
  browsers: Gate["browsers"],
  body: Bytes,
  origin: string,
  perform: (content: unknown, browser: PairedBrowser) => Promise<object>,
): Promise<Bytes | null> {
  const sealed = readSealed(body);
  const browser = sealed && browserOf(await browsers(), sealed.id, origin);
  if (!sealed || !browser) return null;
  const { pair, point, hash, counters } = await currentEpoch();
  const isFresh = () => sealed.counter > (counters.get(browser.id) ?? 0n);
  // Before the costly part, and again in the same turn in which it is noted.
  if (hex(sealed.epoch) !== hex(hash) || !isFresh()) return null;
  const opened = await openRequest({ secret: browser.secret, pair, point }, sealed).catch(() => null);
  if (!opened || !isFresh()) return null;
  counters.set(browser.id, sealed.counter);
  return sealAnswer(opened, await perform(opened.content, browser));
}

const browserOf = (
  browsers: readonly PairedBrowser[],
  id: Bytes,
  origin: string,
): PairedBrowser | undefined =>
  browsers.find((browser) => browser.id === hex(id) && browser.origin === origin);
