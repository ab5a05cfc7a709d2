/** Two implementations of one page agree, byte for byte, in each role; and what they made once stays as it was. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Bytes } from "../../../../src/core/pairing/bytes.ts";
import { codeKeys, newCode, readCode } from "../../../../src/core/pairing/code.ts";
import {
  helloAnswer,
  helloRequest,
  isProvenHello,
  readHello,
  readHelloAnswer,
} from "../../../../src/core/pairing/hello.ts";
import {
  openAnswer,
  openRequest,
  readSealed,
  sealAnswer,
  sealRequest,
} from "../../../../src/core/pairing/message.ts";
import {
  agreeOn,
  browserId,
  digitsOf,
  isProvenAnswer,
  isProvenRequest,
  pairAnswer,
  pairRequest,
  readPairAnswer,
  readPairRequest,
} from "../../../../src/core/pairing/pair.ts";
import { macKey, newKeyPair, pointOf } from "../../../../src/core/pairing/primitives.ts";
import * as second from "./second.ts";

const ROUNDS = 100;
const ORIGIN = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

const ours = (buffer: Buffer): Bytes => Uint8Array.from(buffer);
const theirs = (bytes: Bytes): Buffer => Buffer.from(bytes);

describe(`In ${ROUNDS} rounds with the second implementation`, () => {
  it("codes are spelled and read the same", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const text = await newCode();
      const code = theirs((await readCode(text))!);
      expect(second.spellCode(code)).toBe(text);
      const keys = await codeKeys(ours(code));
      const { id, salt } = second.codeKeys(code);
      expect([theirs(keys.id), theirs(keys.salt)]).toEqual([id, salt]);
    }
  });

  it("our browser pairs with its gateway, says hello, and seals what it opens", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const code = (await readCode(await newCode()))!;
      const keys = second.codeKeys(theirs(code));
      const mine = await newKeyPair();
      const point = await pointOf(mine);
      const request = await pairRequest(await codeKeys(code), point, ORIGIN);
      expect(theirs(request)).toEqual(second.pairRequest(keys, theirs(point), ORIGIN));

      const gateway = second.newPair();
      const answerPoint = gateway.getPublicKey();
      const parts = { theirs: theirs(point), request: theirs(request), answerPoint, origin: ORIGIN };
      const raw = second.agree(keys, { mine: gateway, ...parts });
      const answer = ours(second.pairAnswer(raw, theirs(request), answerPoint));
      const got = readPairAnswer(answer)!.point;
      const secret = await agreeOn(
        await codeKeys(code),
        { mine: mine.privateKey, theirs: got, request, answerPoint: got, origin: ORIGIN },
        { isExtractable: false },
      );
      expect(await isProvenAnswer(secret, request, answer)).toBe(true);
      const id = await browserId(secret);
      expect(theirs(id)).toEqual(second.browserId(raw));

      const hello = await helloRequest(secret, id);
      expect(theirs(hello)).toEqual(second.helloRequest(raw, theirs(hello).subarray(18, 34)));
      const epoch = second.newPair();
      const told = ours(second.helloAnswer(raw, theirs(hello), epoch.getPublicKey(), BigInt(round)));
      const known = (await readHelloAnswer(secret, hello, told))!;
      expect(known).toEqual({ version: 1, point: ours(epoch.getPublicKey()), counter: BigInt(round) });

      const content = { op: "put", key: "k".repeat(round * 7) };
      const sealed = await sealRequest(
        { secret, id, point: known.point, counter: known.counter + 1n },
        content,
      );
      const head = theirs(sealed.body).subarray(0, 99);
      expect(head).toEqual(
        second.messageHead(raw, epoch.getPublicKey(), BigInt(round) + 1n, head.subarray(34)),
      );
      const boxes = second.boxKeys(raw, head, epoch.getPublicKey(), epoch.computeSecret(head.subarray(34)));
      const text = second.openBox(boxes.request, head, theirs(sealed.body).subarray(99));
      expect([JSON.parse(text), text.length % 512]).toEqual([content, 0]);
      const back = second.closeBox(boxes.answer, second.answerAad(head), '{"ok":true}');
      const replied = ours(Buffer.concat([Buffer.from([1, 3]), back]));
      expect(await openAnswer(sealed, replied)).toEqual({ ok: true });
    }
  });

  it("its browser pairs with our gateway, says hello, and opens what ours seals", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const code = (await readCode(await newCode()))!;
      const keys = second.codeKeys(theirs(code));
      const browser = second.newPair();
      const request = ours(second.pairRequest(keys, browser.getPublicKey(), ORIGIN));
      const asked = readPairRequest(request)!;
      const ourKeys = await codeKeys(code);
      expect(await isProvenRequest(ourKeys, request, ORIGIN)).toBe(true);
      expect(await isProvenRequest(ourKeys, request, `${ORIGIN}x`)).toBe(false);
      const mine = await newKeyPair();
      const answerPoint = await pointOf(mine);
      const secret = await agreeOn(
        ourKeys,
        { mine: mine.privateKey, theirs: asked.point, request, answerPoint, origin: ORIGIN },
        { isExtractable: true },
      );
      const answer = await pairAnswer(secret, request, answerPoint);
      const point = theirs(answer).subarray(3, 68);
      const raw = second.agree(keys, {
        mine: browser,
        theirs: point,
        request: theirs(request),
        answerPoint: point,
        origin: ORIGIN,
      });
      expect(theirs(new Uint8Array(await crypto.subtle.exportKey("raw", secret)))).toEqual(raw);
      expect(theirs(answer)).toEqual(second.pairAnswer(raw, theirs(request), point));

      const hello = ours(second.helloRequest(raw));
      expect(readHello(hello)).toEqual({ id: await browserId(secret) });
      expect(await isProvenHello(secret, hello)).toBe(true);
      const epoch = await newKeyPair();
      const epochPoint = await pointOf(epoch);
      const told = await helloAnswer(secret, hello, {
        point: epochPoint,
        counter: 2n ** 63n + BigInt(round),
      });
      expect(theirs(told)).toEqual(
        second.helloAnswer(raw, theirs(hello), theirs(epochPoint), 2n ** 63n + BigInt(round)),
      );

      const oneTime = second.newPair();
      const head = second.messageHead(raw, theirs(epochPoint), 9n, oneTime.getPublicKey());
      const boxes = second.boxKeys(raw, head, theirs(epochPoint), oneTime.computeSecret(theirs(epochPoint)));
      const body = ours(Buffer.concat([head, second.closeBox(boxes.request, head, '{"op":"show"}')]));
      const sealed = readSealed(body)!;
      const opened = await openRequest({ secret, pair: epoch, point: epochPoint }, sealed);
      expect([opened.content, sealed.counter]).toEqual([{ op: "show" }, 9n]);
      const reply = theirs(await sealAnswer(opened, { ok: true, n: round }));
      expect(JSON.parse(second.openBox(boxes.answer, second.answerAad(head), reply.subarray(2)))).toEqual({
        ok: true,
        n: round,
      });

      // Who holds the secret, and not the process's key, opens nothing.
      const other = await newKeyPair();
      await expect(openRequest({ secret, pair: other, point: epochPoint }, sealed)).rejects.toThrow();
    }
  });
});

/** Made once by the second implementation, at version 1 of the protocol: they never change. */
interface Vectors {
  origin: string;
  code: { bytes: string; text: string; id: string; auth: string; salt: string };
  pair: {
    browser: string;
    gateway: string;
    request: string;
    answer: string;
    secret: string;
    id: string;
    digits: string;
  };
  hello: { nonce: string; epoch: string; counter: string; request: string; answer: string };
  message: {
    oneTime: string;
    counter: string;
    iv: string;
    text: string;
    body: string;
    answerIv: string;
    answerText: string;
    answer: string;
  };
}

describe("The test vectors", () => {
  const vectors = JSON.parse(readFileSync(path.join(import.meta.dirname, "vectors.json"), "utf8")) as Vectors;
  const bytes = (hex: string): Bytes => ours(Buffer.from(hex, "hex"));
  const { origin, code, pair, hello, message } = vectors;

  /** Of WebCrypto, for one that was written down. */
  const keyOf = (secret: string): Promise<CryptoKey> => {
    const ecdh = second.newPair(Buffer.from(secret, "hex"));
    const point = ecdh.getPublicKey();
    const field = (from: number) => point.subarray(from, from + 32).toString("base64url");
    const d = ecdh.getPrivateKey().toString("base64url");
    return crypto.subtle.importKey(
      "jwk",
      { kty: "EC", crv: "P-256", x: field(1), y: field(33), d },
      { name: "ECDH", namedCurve: "P-256" },
      true,
      ["deriveBits", "deriveKey"],
    );
  };
  const pointOfSecret = (secret: string): Bytes =>
    ours(second.newPair(Buffer.from(secret, "hex")).getPublicKey());

  it("hold for the code and for pairing", async () => {
    expect(await readCode(code.text)).toEqual(bytes(code.bytes));
    const keys = await codeKeys(bytes(code.bytes));
    expect([keys.id, keys.salt]).toEqual([bytes(code.id), bytes(code.salt)]);
    const request = await pairRequest(keys, pointOfSecret(pair.browser), origin);
    expect(request).toEqual(bytes(pair.request));
    const answerPoint = pointOfSecret(pair.gateway);
    const secret = await agreeOn(
      keys,
      { mine: await keyOf(pair.gateway), theirs: pointOfSecret(pair.browser), request, answerPoint, origin },
      { isExtractable: true },
    );
    expect(new Uint8Array(await crypto.subtle.exportKey("raw", secret))).toEqual(bytes(pair.secret));
    expect(await pairAnswer(secret, request, answerPoint)).toEqual(bytes(pair.answer));
    expect(await browserId(secret)).toEqual(bytes(pair.id));
    expect(digitsOf(bytes(pair.id))).toBe(pair.digits);
  });

  it("hold for hello and for messages", async () => {
    const secret = await macKey(bytes(pair.secret));
    expect(await isProvenHello(secret, bytes(hello.request))).toBe(true);
    const point = pointOfSecret(hello.epoch);
    const counter = BigInt(hello.counter);
    expect(await helloAnswer(secret, bytes(hello.request), { point, counter })).toEqual(bytes(hello.answer));
    const epoch = { privateKey: await keyOf(hello.epoch) } as CryptoKeyPair;
    const sealed = readSealed(bytes(message.body))!;
    const opened = await openRequest({ secret, pair: epoch, point }, sealed);
    expect([opened.content, sealed.counter]).toEqual([JSON.parse(message.text), BigInt(message.counter)]);
    expect(await openAnswer(opened, bytes(message.answer))).toEqual(JSON.parse(message.answerText));
  });
});
