/** The key in a file of the plugin's own, for the next start of the gateway and for OpenClaw's command line. */
import * as z from "zod/mini";
import { SessionKey } from "../core/claude/session-key.ts";
import type { Result } from "../core/messages/failures.ts";
import type { Replaced } from "../openclaw/files/replace.ts";
import type { InMemory } from "./environment.ts";
import { readOwn, removeOwn, writeOwn } from "./own-files.ts";

const KeptKey = z.object({
  key: z.string().check(z.maxLength(1024)),
  by: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
});

/** Null where none is kept, or none that can be read. */
export async function readKeptKey(state: string): Promise<InMemory | null> {
  const found = await readOwn(state, "key", KeptKey);
  const parsed = SessionKey.parse(found.is === "there" ? found.value.key : undefined);
  return found.is === "there" && parsed.ok ? { key: parsed.key, by: found.value.by } : null;
}

export const keepKey = (state: string, { key, by }: InMemory): Promise<Result<Replaced>> =>
  writeOwn(state, "key", async () => ({ ok: true, value: { key: key.reveal(), by } }));

export const dropKeptKey = (state: string): Promise<Result<{ changed: boolean }>> => removeOwn(state, "key");
