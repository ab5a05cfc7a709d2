/** The control: as `key-setter.ts`, but it writes into the file itself, piece by piece, as many programs do. */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { open } from "node:fs/promises";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { placeOfHome } from "./place.ts";
import { SEED_TEXT } from "./seed-files.ts";

const PIECE = 512;

const [target, ...keys] = process.argv.slice(2) as [FileKind, ...string[]];
const file = placeOfHome().paths[target];

writeSync(1, "r");
await once(process.stdin, "data");
for (let round = 0; ; round++) {
  writeSync(1, ".");
  const bytes = Buffer.from(SEED_TEXT[target](keys[round % keys.length]!));
  const handle = await open(file, "w");
  for (let position = 0; position < bytes.length; position += PIECE)
    await handle.write(bytes.subarray(position, position + PIECE));
  await handle.close();
}
