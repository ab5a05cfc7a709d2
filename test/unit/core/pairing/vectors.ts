/** Makes `vectors.json` anew, from the second implementation: `node test/unit/core/pairing/vectors.ts`. Never needed while the protocol is at version 1. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import * as second from "./second.ts";

/** Private keys and all that is random elsewhere; nobody uses them. */
const made = (what: string, length = 32) =>
  createHash("sha256").update(`clawkey vector ${what}`).digest().subarray(0, length);
const origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

const code = made("code", 16);
const keys = second.codeKeys(code);
const [browser, gateway, epoch, oneTime] = ["browser", "gateway", "epoch", "one time"].map((what) =>
  second.newPair(made(what)),
) as [
  ReturnType<typeof second.newPair>,
  ReturnType<typeof second.newPair>,
  ReturnType<typeof second.newPair>,
  ReturnType<typeof second.newPair>,
];
const request = second.pairRequest(keys, browser.getPublicKey(), origin);
const answerPoint = gateway.getPublicKey();
const secret = second.agree(keys, {
  mine: gateway,
  theirs: browser.getPublicKey(),
  request,
  answerPoint,
  origin,
});
const id = second.browserId(secret);
const hello = second.helloRequest(secret, made("nonce", 16));
const [counter, next] = [41n, 1_790_000_000_000n];
const head = second.messageHead(secret, epoch.getPublicKey(), next, oneTime.getPublicKey());
const boxes = second.boxKeys(secret, head, epoch.getPublicKey(), oneTime.computeSecret(epoch.getPublicKey()));
const [text, answerText] = [
  '{"op":"status","salt":"00112233445566778899aabbccddeeff"}',
  '{"ok":true,"changed":false}',
];
const [iv, answerIv] = [made("iv", 12), made("answer iv", 12)];
const body = Buffer.concat([head, second.closeBox(boxes.request, head, text, iv)]);
const answer = Buffer.concat([
  Buffer.from([1, 3]),
  second.closeBox(boxes.answer, second.answerAad(head), answerText, answerIv),
]);

const hex = (object: Record<string, Buffer | string | bigint>) =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString("hex") : String(value),
    ]),
  );
const vectors = {
  origin,
  code: hex({ bytes: code, text: second.spellCode(code), ...keys }),
  pair: hex({
    browser: browser.getPrivateKey(),
    gateway: gateway.getPrivateKey(),
    request,
    answer: second.pairAnswer(secret, request, answerPoint),
    secret,
    id,
    digits: String(id.readUInt16BE() % 10_000).padStart(4, "0"),
  }),
  hello: hex({
    nonce: made("nonce", 16),
    epoch: epoch.getPrivateKey(),
    counter,
    request: hello,
    answer: second.helloAnswer(secret, hello, epoch.getPublicKey(), counter),
  }),
  message: hex({
    oneTime: oneTime.getPrivateKey(),
    counter: next,
    iv,
    text,
    body,
    answerIv,
    answerText,
    answer,
  }),
};
writeFileSync(path.join(import.meta.dirname, "vectors.json"), `${JSON.stringify(vectors, null, 2)}\n`);
