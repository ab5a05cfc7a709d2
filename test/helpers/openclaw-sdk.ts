/** OpenClaw's own modules, as far as the plugin asks for them, for tests without OpenClaw. */
import type { sdk, Send } from "../../src/plugin/sdk.ts";

interface Modules {
  /** How OpenClaw is signed in to Claude; a setup token where nothing is said. */
  auth?: unknown;
  /** Its network; none where nothing is said. */
  send?: Send;
  fetchClaudeUsage?: (token: string, timeoutMs: number, send: Send) => Promise<unknown>;
}

export const SETUP_TOKEN = { apiKey: "sk-ant-oat01-x", mode: "token" };

export function openClawModules({ auth = SETUP_TOKEN, send, fetchClaudeUsage }: Modules = {}): typeof sdk {
  const none: Send = () => Promise.reject(new Error("no network in this test"));
  const modules = {
    "provider-auth-runtime": { resolveApiKeyForProvider: async () => auth },
    "provider-usage": { fetchClaudeUsage },
    "infra-runtime": { resolveProxyFetchFromEnv: () => send ?? none },
  };
  return (async (name: keyof typeof modules) => modules[name]) as unknown as typeof sdk;
}
