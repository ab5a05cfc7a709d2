/** OpenClaw's own modules, imported when they are needed: in whose process this runs, they are loaded already. */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** A request by whatever way, as OpenClaw hands it around. */
export type Send = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What is used of them. The answers are OpenClaw's, and read as anything that comes from outside. */
interface Sdk {
  "provider-auth-runtime": {
    resolveApiKeyForProvider: (of: { provider: string; cfg: unknown }) => Promise<unknown>;
  };
  "provider-usage": {
    fetchClaudeUsage: (token: string, timeoutMs: number, send: Send) => Promise<unknown>;
  };
  "infra-runtime": {
    /** By the proxy of its environment; undefined where there is none. */
    resolveProxyFetchFromEnv: () => Send | undefined;
  };
  "gateway-runtime": {
    callGatewayFromCli: (
      method: string,
      options: { timeout: string; json: true },
      params: object,
      more: { progress: false; scopes: readonly string[] },
    ) => Promise<unknown>;
  };
}

/** Rejects where this OpenClaw has no such module. */
export async function sdk<Name extends keyof Sdk>(name: Name): Promise<Sdk[Name]> {
  const module = `openclaw/plugin-sdk/${name}`;
  return import(module).catch(() => import(fromItsProgram(module)));
}

/** 2026.5.28 finds its own modules for the first file of a plugin only: its program does so always. */
function fromItsProgram(module: string): string {
  const program = realpathSync(process.argv[1] ?? "");
  return pathToFileURL(createRequire(program).resolve(module)).href;
}
