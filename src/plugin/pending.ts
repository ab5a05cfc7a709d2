/** The one-time code that waits to be used: written by the command line, read by the gateway, never sent over a port. */
import { uptime } from "node:os";
import * as z from "zod/mini";
import { type Bytes, hex } from "../core/pairing/bytes.ts";
import { codeKeys } from "../core/pairing/code.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import { readOwn, removeOwn, writeOwn } from "./own-files.ts";
import { isUsed, readPairings } from "./pairings.ts";

export const GOOD_FOR_MS = 10 * 60_000;

const Pending = z.object({
  code: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  /** Two clocks: the one can be changed, the other comes round again after a reboot. Both must say that it is fresh. */
  time: z.number(),
  uptimeMs: z.number(),
});

/** Tests put other clocks in its place. */
interface Clocks {
  time(): number;
  uptimeMs(): number;
}

const SYSTEM: Clocks = { time: () => Date.now(), uptimeMs: () => uptime() * 1000 };

/**
 * Lays a code out for the gateway. Fails with `pairing_code_taken` where it has been used already, and as a write does:
 * with `folder_not_owned`, say, where root would leave the gateway's user a file that it can't read.
 * @param code see `readCode`
 */
export async function writePending(
  state: string,
  code: Bytes,
  clocks = SYSTEM,
): Promise<Result<{ path: string }>> {
  const { id } = await codeKeys(code);
  const written = await writeOwn(state, "pending", async () =>
    isUsed(await readPairings(state), hex(id))
      ? failure("pairing_code_taken")
      : { ok: true, value: { code: hex(code), time: clocks.time(), uptimeMs: clocks.uptimeMs() } },
  );
  return written.ok ? { ok: true, path: written.path } : written;
}

/** The code that waits; null where none does. One that is too old is deleted. */
export async function readPending(state: string, clocks = SYSTEM): Promise<Bytes | null> {
  const found = await readOwn(state, "pending", Pending);
  if (found.is !== "there") return null;
  const { code, time, uptimeMs } = found.value;
  const ages = [clocks.time() - time, clocks.uptimeMs() - uptimeMs];
  const bytes = Uint8Array.from(Buffer.from(code, "hex"));
  if (ages.every((age) => age >= 0 && age <= GOOD_FOR_MS)) return bytes;
  await removePending(state, bytes);
  return null;
}

/** @param code the only one that goes; without it, whatever waits */
export const removePending = (state: string, code?: Bytes): Promise<Result<{ changed: boolean }>> =>
  removeOwn(state, "pending", async () => {
    if (!code) return true;
    const found = await readOwn(state, "pending", Pending);
    return found.is === "there" && found.value.code === hex(code);
  });
