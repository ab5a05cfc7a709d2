/**
 * A process that sets two keys in turn until it is killed. Arguments: the target and the keys. It says "r" once
 * it has started, waits for a byte, and says "." whenever a round begins, "!" where one is refused.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { setKey } from "../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { keyOf, placeOfHome } from "./place.ts";

const [target, ...texts] = process.argv.slice(2) as [FileKind, ...string[]];
const place = placeOfHome();
const keys = texts.map(keyOf);
const say = (sign: string): void => void writeSync(1, sign);

say("r");
await once(process.stdin, "data");
for (let round = 0; ; round++) {
  say(".");
  const reply = await setKey(place, target, keys[round % keys.length]!);
  if (!reply.ok) {
    say("!");
    console.error(reply.code);
  }
}
