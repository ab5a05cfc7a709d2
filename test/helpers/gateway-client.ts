/** A browser's end of the protocol, for tests: it asks over HTTP as an extension's page does, and keeps what it is told. */
import { readCode, codeKeys } from "../../src/core/pairing/code.ts";
import { hex, type Bytes } from "../../src/core/pairing/bytes.ts";
import { helloRequest, readHelloAnswer, type HelloAnswer } from "../../src/core/pairing/hello.ts";
import { openAnswer, sealRequest, type Exchange } from "../../src/core/pairing/message.ts";
import {
  agreeOn,
  browserId,
  isProvenAnswer,
  pairRequest,
  readPairAnswer,
} from "../../src/core/pairing/pair.ts";
import { newKeyPair, pointOf } from "../../src/core/pairing/primitives.ts";

export const CHROME_ORIGIN = `chrome-extension://${"a".repeat(32)}`;
export const FIREFOX_ORIGIN = "moz-extension://3f0c2b6a-0000-4000-8000-000000000001";

export interface Answered {
  status: number;
  body: Bytes;
  /** The origin whose page may read it. */
  reader: string | null;
  headers: Record<string, string>;
}

export type Route = "pair" | "hello" | "msg";

/** One request, as a page of this origin sends it. */
export async function send(url: string, route: string, body: Bytes, origin?: string): Promise<Answered> {
  const response = await fetch(`${url}/clawkey/v1/${route}`, {
    method: "POST",
    body,
    redirect: "error",
    signal: AbortSignal.timeout(15_000),
    headers: origin === undefined ? {} : { origin },
  });
  const { date: _, "access-control-allow-origin": reader, ...headers } = Object.fromEntries(response.headers);
  return {
    status: response.status,
    body: new Uint8Array(await response.arrayBuffer()),
    reader: reader ?? null,
    headers,
  };
}

/** What one page keeps while it waits for its code to be run: always the same request. */
export async function pairingPage(codeText: string, origin = CHROME_ORIGIN) {
  const code = await readCode(codeText);
  if (!code) throw new Error("no code");
  const keys = await codeKeys(code);
  const pair = await newKeyPair();
  const point = await pointOf(pair);
  const request = await pairRequest(keys, point, origin);
  /** The secret, if this is an answer of whoever knows the code. */
  const agree = async (answer: Bytes): Promise<CryptoKey | null> => {
    const theirs = readPairAnswer(answer)?.point;
    if (!theirs) return null;
    const parts = { mine: pair.privateKey, theirs, request, answerPoint: theirs, origin };
    const secret = await agreeOn(keys, parts, { isExtractable: false }).catch(() => null);
    return secret && (await isProvenAnswer(secret, request, answer)) ? secret : null;
  };
  return { request, agree, origin, keys };
}

/** Pairs at once: the code waits already. */
export async function pairBrowser(
  url: string,
  codeText: string,
  origin = CHROME_ORIGIN,
): Promise<TestBrowser> {
  const page = await pairingPage(codeText, origin);
  const answered = await send(url, "pair", page.request, origin);
  const secret = answered.status === 200 ? await page.agree(answered.body) : null;
  if (!secret) throw new Error(`not paired: ${answered.status}`);
  const browser = await browserWith(url, secret, origin);
  if (!(await browser.hello())) throw new Error("not paired: no answer to the hello");
  return browser;
}

export interface TestBrowser {
  /** In hex. */
  id: string;
  secret: CryptoKey;
  origin: string;
  /** Null for whatever is no answer of this gateway's. */
  hello(): Promise<HelloAnswer | null>;
  /** Without another try. */
  seal(content: object, counter?: bigint): Promise<{ body: Bytes; exchange: Exchange }>;
  /** As the extension does: after a refusal says hello once, and sends once more. Null for no answer. */
  ask<T = Record<string, unknown>>(content: object): Promise<T | null>;
}

export async function browserWith(
  url: string,
  secret: CryptoKey,
  origin = CHROME_ORIGIN,
): Promise<TestBrowser> {
  const idBytes = await browserId(secret);
  let known: HelloAnswer | null = null;
  let counter = 0n;
  const browser: TestBrowser = {
    id: hex(idBytes),
    secret,
    origin,
    async hello() {
      const request = await helloRequest(secret, idBytes);
      const { status, body } = await send(url, "hello", request, origin);
      const answer = status === 200 ? await readHelloAnswer(secret, request, body) : null;
      if (answer) [known, counter] = [answer, answer.counter];
      return answer;
    },
    async seal(content, wanted) {
      if (!known && !(await browser.hello())) throw new Error("no hello");
      counter = wanted ?? counter + 1n;
      const { body, ...exchange } = await sealRequest(
        { secret, id: idBytes, point: known!.point, counter },
        content,
      );
      return { body, exchange };
    },
    async ask<T>(content: object) {
      for (let attempt = 0; attempt < 2; attempt++) {
        if ((attempt > 0 || !known) && !(await browser.hello())) return null;
        const { body, exchange } = await browser.seal(content);
        const answered = await send(url, "msg", body, origin);
        if (answered.status !== 200) continue;
        return openAnswer(exchange, answered.body).catch(() => null) as Promise<T | null>;
      }
      return null;
    },
  };
  return browser;
}
