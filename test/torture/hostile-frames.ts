/** What a browser, or whoever poses as one, might send the native host. None of it may lead to a write. */
import fc from "fast-check";
import { encodeFrame, MAX_REQUEST_BYTES } from "../../src/companion/native-host/framing.ts";
import { Request } from "../../src/core/messages/requests.ts";
import { KEY_TEXT } from "../helpers/keys.ts";
import type { OpenClawHome } from "../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest, VERIFY_REQUEST } from "../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const NAMES = [
  "protocol",
  "verb",
  "file",
  "fileId",
  "key",
  "only",
  "salt",
  "path",
  "__proto__",
  "constructor",
];
const VERBS = ["status", "set", "verify"];
const WORDS = ["canary", "__proto__", "constructor", KEY_TEXT, 1, 2, null, "../../canary", ...VERBS];

const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...WORDS));
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

const framed = (body: Buffer, length = body.length): Buffer =>
  Buffer.concat([Buffer.from(Uint32Array.of(length).buffer), body]);

export function hostileFrames(home: OpenClawHome): fc.Arbitrary<Buffer> {
  const [set, remove] = [setRequest(home, "config"), removeRequest(home, "dotenv")];
  const harmless = [statusRequest(SALT), VERIFY_REQUEST];

  /** A request of ours with some of its members changed. What is left whole would rightly be done. */
  const changes = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { minLength: 1, maxLength: 3 });
  const nearMiss = fc
    .tuple(fc.constantFrom<object>(set, remove, ...harmless), changes)
    .map(([request, changed]) => Object.fromEntries([...Object.entries(request), ...changed]))
    .filter((request) => !Request.safeParse(request).success);

  /** Well-formed, but for a file that is not this one, or with a key that is none. */
  const refused = fc.constantFrom<object>(
    { ...set, fileId: "0".repeat(32) },
    { ...remove, fileId: "f".repeat(32) },
    setRequest(home, "config", "canary"),
    setRequest(home, "dotenv", `sk-ant-oat01-${"canary".repeat(15)}`),
  );

  /** One bit of a good request flipped, or its end cut off. */
  const damaged = fc
    .tuple(fc.constantFrom<object>(set, ...harmless), fc.nat(), fc.nat(7), fc.boolean())
    .map(([request, position, bit, cut]) => {
      const frame = encodeFrame(request);
      const at = position % frame.length;
      if (cut) return frame.subarray(0, at);
      frame[at]! ^= 1 << bit;
      return frame;
    })
    .filter((frame) => !isDone(frame));

  const deep = fc
    .tuple(fc.constantFrom("[", '{"a":'), fc.integer({ min: 1, max: 10_000 }))
    .map(([open, depth]) => Buffer.from(open.repeat(depth)));
  const anyLength = fc.tuple(bytes, fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  const atTheBound = fc.integer({ min: MAX_REQUEST_BYTES - 2, max: MAX_REQUEST_BYTES + 2 });

  const frame = fc.oneof(
    { weight: 4, arbitrary: nearMiss.map(encodeFrame) },
    { weight: 2, arbitrary: damaged },
    refused.map(encodeFrame),
    value.map(encodeFrame),
    bytes.map((body) => framed(body)),
    bytes,
    deep.map((body) => framed(body)),
    anyLength.map(([body, length]) => framed(body, length)),
    atTheBound.map((size) => framed(Buffer.alloc(size, "c"))),
  );
  const withMoreBehind = fc.tuple(frame, bytes).map((parts) => Buffer.concat(parts));
  return fc.oneof({ weight: 9, arbitrary: frame }, withMoreBehind);
}

/** A flipped bit in the key makes another key, and that would rightly be written. */
function isDone(frame: Buffer): boolean {
  try {
    const request = Request.safeParse(JSON.parse(frame.subarray(4, 4 + frame.readUInt32LE()).toString()));
    return request.success && request.data.verb !== "status";
  } catch {
    return false;
  }
}
