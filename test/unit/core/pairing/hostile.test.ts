/** What comes from outside is read, or it is nothing; and no byte of a proven message can be changed unnoticed. */
import fc from "fast-check";
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
  isProvenAnswer,
  isProvenRequest,
  pairAnswer,
  pairRequest,
  readPairAnswer,
  readPairRequest,
} from "../../../../src/core/pairing/pair.ts";
import { macKey, newKeyPair, pointOf } from "../../../../src/core/pairing/primitives.ts";

const ORIGIN = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

const any = fc.uint8Array({ maxLength: 400 });
/** Of the right lengths too, and with the right beginning. */
const nearly = fc
  .tuple(
    fc.constantFrom(0, 2, 65, 66, 67, 99, 100, 101, 107, 108, 114, 115, 116, 126, 127, 128),
    fc.constantFrom(0, 1, 2, 3, 255),
  )
  .chain(([length, kind]) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => {
      bytes.set([1, kind].slice(0, length));
      return bytes;
    }),
  );
const hostile = fc.oneof(any, nearly) as fc.Arbitrary<Bytes>;

const world = async () => {
  const code = (await readCode(await newCode()))!;
  const keys = await codeKeys(code);
  const [browser, gateway] = [await newKeyPair(), await newKeyPair()];
  const [point, answerPoint] = [await pointOf(browser), await pointOf(gateway)];
  const request = await pairRequest(keys, point, ORIGIN);
  const parts = { mine: gateway.privateKey, theirs: point, request, answerPoint, origin: ORIGIN };
  const secret = await agreeOn(keys, parts, { isExtractable: false });
  return { code, keys, browser, gateway, point, answerPoint, request, secret, id: await browserId(secret) };
};

/** Each byte of it with a bit flipped, it cut off anywhere, and with a byte more. */
function* changesOf(bytes: Bytes): Generator<Bytes> {
  for (let at = 0; at < bytes.length; at++) {
    yield bytes.with(at, bytes[at]! ^ (1 << (at % 8)));
    yield bytes.slice(0, at);
  }
  yield Uint8Array.from([...bytes, 0]);
}

it("no bytes whatever make a reader throw, or pass for what is proven", async () => {
  const { keys, secret, request, browser, point, id } = await world();
  const helloSent = await helloRequest(secret, id);
  const sent = await sealRequest({ secret, id, point, counter: 1n }, { op: "show" });
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const asked = readPairRequest(bytes);
      if (asked) {
        expect([asked.id.length, asked.point.length]).toEqual([16, 65]);
        expect(await isProvenRequest(keys, bytes, ORIGIN)).toBe(false);
      }
      if (readPairAnswer(bytes)) expect(await isProvenAnswer(secret, request, bytes)).toBe(false);
      if (readHello(bytes)) expect(await isProvenHello(secret, bytes)).toBe(false);
      expect(await readHelloAnswer(secret, helloSent, bytes)).toBeNull();
      const sealed = readSealed(bytes);
      if (sealed) await expect(openRequest({ secret, pair: browser, point }, sealed)).rejects.toThrow();
      await expect(openAnswer(sent, bytes)).rejects.toThrow();
    }),
    { numRuns: 2_000 },
  );
});

describe("Not one bit can be changed", () => {
  it("in a request to pair, nor can its origin", async () => {
    const { keys, request } = await world();
    for (const changed of changesOf(request))
      expect(readPairRequest(changed) !== null && (await isProvenRequest(keys, changed, ORIGIN))).toBe(false);
    for (const origin of ["", `${ORIGIN}/`, ORIGIN.toUpperCase(), "null"])
      expect(await isProvenRequest(keys, request, origin)).toBe(false);
    expect(await isProvenRequest(await codeKeys((await readCode(await newCode()))!), request, ORIGIN)).toBe(
      false,
    );
  });

  it("in the answer to it, which is for no other request", async () => {
    const { secret, request, answerPoint } = await world();
    const answer = await pairAnswer(secret, request, answerPoint);
    for (const changed of changesOf(answer))
      expect(readPairAnswer(changed) !== null && (await isProvenAnswer(secret, request, changed))).toBe(
        false,
      );
    expect(await isProvenAnswer(secret, (await world()).request, answer)).toBe(false);
  });

  it("in a hello, nor in its answer, which is for no other hello", async () => {
    const { secret, id, point } = await world();
    const hello = await helloRequest(secret, id);
    for (const changed of changesOf(hello))
      expect(readHello(changed) !== null && (await isProvenHello(secret, changed))).toBe(false);
    const answer = await helloAnswer(secret, hello, { point, counter: 7n });
    for (const changed of changesOf(answer)) expect(await readHelloAnswer(secret, hello, changed)).toBeNull();
    expect(await readHelloAnswer(secret, await helloRequest(secret, id), answer)).toBeNull();
    expect(await readHelloAnswer(await macKey(new Uint8Array(32)), hello, answer)).toBeNull();
  });

  it("in a sealed request, nor in its answer, which is for no other request", async () => {
    const { secret, id, gateway, answerPoint } = await world();
    const receiver = { secret, pair: gateway, point: answerPoint };
    const seal = () => sealRequest({ secret, id, point: answerPoint, counter: 5n }, { op: "show" });
    const [sent, other] = [await seal(), await seal()];
    const openAs = async (body: Bytes) => {
      const sealed = readSealed(body);
      return sealed ? openRequest(receiver, sealed) : Promise.reject(new Error("no shape"));
    };
    const opened = await openAs(sent.body);
    expect(opened.content).toEqual({ op: "show" });
    for (const changed of changesOf(sent.body)) await expect(openAs(changed)).rejects.toThrow();
    const answer = await sealAnswer(opened, { ok: true });
    expect(await openAnswer(sent, answer)).toEqual({ ok: true });
    for (const changed of changesOf(answer)) await expect(openAnswer(sent, changed)).rejects.toThrow();
    await expect(openAnswer(other, answer)).rejects.toThrow();
    // What the browser sent is no answer to itself.
    await expect(openAnswer(sent, Uint8Array.from([1, 3, ...sent.body.slice(99)]))).rejects.toThrow();
  });
});

it("a point that is not on the curve, or is none, is refused", async () => {
  const { keys, gateway, request, answerPoint } = await world();
  const off = answerPoint.with(64, answerPoint[64]! ^ 1);
  for (const theirs of [
    new Uint8Array(65),
    off,
    Uint8Array.of(4),
    new Uint8Array(65).fill(255),
    new Uint8Array(),
  ]) {
    const parts = { mine: gateway.privateKey, theirs, request, answerPoint, origin: ORIGIN };
    await expect(agreeOn(keys, parts, { isExtractable: false })).rejects.toThrow();
  }
});

it("both ends come to another secret where an origin, a request or a point differs", async () => {
  const { keys, gateway, point, request, answerPoint, secret } = await world();
  const sign = async (key: CryptoKey) => Buffer.from(await browserId(key)).toString("hex");
  const parts = { mine: gateway.privateKey, theirs: point, request, answerPoint, origin: ORIGIN };
  for (const other of [{ origin: `${ORIGIN}x` }, { request: request.with(20, 0) }, { answerPoint: point }])
    expect(await sign(await agreeOn(keys, { ...parts, ...other }, { isExtractable: false }))).not.toBe(
      await sign(secret),
    );
});

describe("A code", () => {
  it("is read however it was copied", async () => {
    const text = await newCode();
    const bytes = await readCode(text);
    expect(bytes).toHaveLength(16);
    for (const copied of [
      text.toUpperCase(),
      ` ${text}\r\n`,
      text.replaceAll("-", ""),
      text.replaceAll("-", " - "),
    ])
      expect(await readCode(copied)).toEqual(bytes);
  });

  it("is refused with a letter changed, missing or too much", async () => {
    const text = await newCode();
    const letters = text.replaceAll("-", "");
    let passed = 0;
    for (let at = 3; at < letters.length; at++) {
      for (const letter of "0123456789abcdefghjkmnpqrstvwxyz")
        if (letter !== letters[at] && (await readCode(letters.slice(0, at) + letter + letters.slice(at + 1))))
          passed++;
      expect(await readCode(letters.slice(0, at) + letters.slice(at + 1))).toBeNull();
      expect(await readCode(letters.slice(0, at))).toBeNull();
    }
    // Ten bits of a checksum: of 868 such mistakes about one passes, and proves nothing to anybody then.
    expect(passed).toBeLessThan(10);
    expect(await readCode(`${text}0`)).toBeNull();
  });

  it.each([
    "",
    "ck1-",
    "x",
    "sk-ant-sid01",
    "ck1-zzzzzzz-zzzzzzz-zzzzzzz-zzzzzzz",
    "ck2-0000000-0000000-0000000-0000000",
    "ck1-𝟎".repeat(9),
  ])("is none: %j", async (text) => expect(await readCode(text)).toBeNull());

  it("is none in any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200, unit: "binary" }), async (text) => {
        expect(await readCode(text)).toBeNull();
        expect(await readCode(`ck1${text}`)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

it("A content that is too long is refused before it is sent, and the longest is read back", async () => {
  const { secret, id, gateway, answerPoint } = await world();
  const sender = { secret, id, point: answerPoint, counter: 1n };
  const filled = (length: number) => ({ text: "x".repeat(length - '{"text":""}'.length) });
  const { body } = await sealRequest(sender, filled(12_288));
  expect(body.length).toBeLessThanOrEqual(16_384);
  const opened = await openRequest({ secret, pair: gateway, point: answerPoint }, readSealed(body)!);
  expect(opened.content).toEqual(filled(12_288));
  await expect(sealRequest(sender, filled(12_289))).rejects.toThrow("too long");
});
