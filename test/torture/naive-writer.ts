/** The control: as `our-writer.ts`, but it writes into the file itself, piece by piece, as many programs do. */
import { open } from "node:fs/promises";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { instanceOfHome, mayBegin, say } from "./in-process.ts";
import { SEED_TEXT } from "./seed-files.ts";

const PIECE = 512;

const [target, rounds, ...keys] = process.argv.slice(2) as [FileKind, string, ...string[]];
const file = instanceOfHome().paths[target];

await mayBegin();
for (let round = 0; round < Number(rounds); round++) {
  say(".");
  const bytes = Buffer.from(SEED_TEXT[target](keys[round % keys.length]!));
  const handle = await open(file, "w");
  for (let position = 0; position < bytes.length; position += PIECE)
    await handle.write(bytes.subarray(position, position + PIECE));
  await handle.close();
}
