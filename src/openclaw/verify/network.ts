/** By which network OpenClaw asks claude.ai: through which proxy, and whose certificates it trusts. */
import { readFileSync } from "node:fs";
import * as tls from "node:tls";
import { variablesIn, type Environment, type Instance } from "../files/paths.ts";
import { knows } from "../versions.ts";

export const CLAUDE_HOST = "claude.ai";

/** Of the proxies that OpenClaw's own library speaks to. */
const PROTOCOLS = ["http:", "https:", "socks:", "socks5:"];

export interface Network {
  /** Null for none. */
  proxy: URL | null;
  /** Certificates in PEM; undefined where this process's own will do. */
  ca: string[] | undefined;
}

/**
 * @param version OpenClaw's
 * @returns null where the proxy's address is none: then nothing is reached
 */
export function networkOf({ env, paths }: Pick<Instance, "env" | "paths">, version: string): Network | null {
  // The `.env` of the working folder may set no proxy.
  const files = [paths.dotenv, paths.configFolderDotenv, paths.gatewayDotenv];
  const places = [env, ...files.map((file) => (file && variablesIn(file)) || {})];
  // Node itself reads its own environment only.
  const isNodes = env["NODE_USE_ENV_PROXY"] === "1";
  const proxy = proxyIn(knows(version, "proxy") ? places : isNodes ? [env] : []);
  if (proxy === "") return { proxy: null, ca: certificates(env) };
  const address = URL.canParse(proxy) ? new URL(proxy) : null;
  return address && PROTOCOLS.includes(address.protocol) ? { proxy: address, ca: certificates(env) } : null;
}

/** As OpenClaw finds it: small letters first; what is blank hides the same variable in a lower place. */
function proxyIn(places: readonly Environment[]): string {
  const valueOf = (name: string) => places.find((env) => env[name] !== undefined)?.[name]?.trim();
  const variable = (name: string) => valueOf(name) ?? valueOf(name.toUpperCase());
  const isDirect = reachedDirectly(valueOf("no_proxy") || valueOf("NO_PROXY") || "");
  return (!isDirect && (variable("https_proxy") || variable("http_proxy") || variable("all_proxy"))) || "";
}

/** By a list of names with commas or spaces between, each for all below it as well, or a star for everything. */
function reachedDirectly(list: string): boolean {
  const names = list.toLowerCase().split(/[,\s]+/);
  const hosts = names.map((name) => name.replace(/:443$/, "").replace(/^\*?\./, ""));
  return hosts.some(
    (host) => host === "*" || host === CLAUDE_HOST || (host !== "" && CLAUDE_HOST.endsWith(`.${host}`)),
  );
}

/** Node reads these variables once, as it starts: what a noted one names it does not know. */
function certificates(env: Environment): string[] | undefined {
  const file = env["NODE_EXTRA_CA_CERTS"];
  const isSystem = env["NODE_USE_SYSTEM_CA"] === "1" && process.env["NODE_USE_SYSTEM_CA"] !== "1";
  const isExtra = file !== undefined && file !== process.env["NODE_EXTRA_CA_CERTS"];
  if (!isSystem && !isExtra) return undefined;
  // Missing in older releases of Node 22, which know their own certificates only.
  const known = tls.getCACertificates as typeof tls.getCACertificates | undefined;
  return [
    ...(known?.("default") ?? tls.rootCertificates),
    ...((isSystem && known?.("system")) || []),
    ...(isExtra ? textOf(file) : []),
  ];
}

/** Node goes on without a file that it can't read. */
function textOf(file: string): string[] {
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return [];
  }
}
