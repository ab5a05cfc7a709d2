/** One of our writers. Arguments: the file, how many rounds, the keys, which it sets in turn. */
import { setKey } from "../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { sessionKey } from "../helpers/keys.ts";
import { instanceOfHome, mayBegin, say } from "./in-process.ts";

/** What a user would do: try again. Anything else is a failure of the proof. */
const PASSING = ["file_busy", "file_changed_meanwhile"];

const [target, rounds, ...texts] = process.argv.slice(2) as [FileKind, string, ...string[]];
const instance = instanceOfHome();
const keys = texts.map(sessionKey);

await mayBegin();
for (let round = 0; round < Number(rounds);) {
  say(".");
  const reply = await setKey(instance, target, keys[round % keys.length]!);
  if (!reply.ok && !PASSING.includes(reply.code)) throw new Error(reply.code);
  if (!reply.ok) say("!");
  else if (reply.changed) say("+");
  if (reply.ok) round++;
}
