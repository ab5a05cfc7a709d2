/** By which network OpenClaw asks. */
import { knows } from "../openclaw/versions.ts";
import type { sdk, Send } from "./sdk.ts";

/** The oldest versions ask past the proxy of their environment. @param version OpenClaw's */
export async function senderOf(version: string, openclaw: typeof sdk): Promise<Send> {
  if (!knows(version, "proxy")) return globalThis.fetch;
  const { resolveProxyFetchFromEnv } = await openclaw("infra-runtime");
  return resolveProxyFetchFromEnv() ?? globalThis.fetch;
}
