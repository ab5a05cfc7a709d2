/** One of our writers in the race. Arguments: how many rounds, the key. It waits for a byte, then says its counts. */
import { once } from "node:events";
import { setKey } from "../../src/openclaw/openclaw.ts";
import { keyOf, placeOfHome } from "./place.ts";

/** What a user would do: try again. Anything else is a failure of the race. */
const PASSING = ["file_busy", "file_changed_meanwhile"];

const [rounds, ...texts] = process.argv.slice(2);
const keys = texts.map(keyOf);
const place = placeOfHome();
const counts = { writes: 0, changed: 0, refused: 0 };

process.stdout.write("r");
await once(process.stdin, "data");
process.stdin.destroy();
while (counts.writes < Number(rounds)) {
  const reply = await setKey(place, "config", keys[counts.writes % keys.length]!);
  if (reply.ok) {
    counts.writes++;
    if (reply.changed) counts.changed++;
  } else if (PASSING.includes(reply.code)) counts.refused++;
  else throw new Error(reply.code);
}
process.stdout.write(JSON.stringify(counts));
