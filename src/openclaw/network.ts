/** Which variables of a shell lead to its network. By which one OpenClaw then asks stands in verify/network.ts. */
import path from "node:path";
import type { Environment } from "./files/paths.ts";

/** What `clawkey install` notes: a browser started from a desktop has none of a shell's. */
const VARIABLES = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
  "NODE_USE_ENV_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "NODE_USE_SYSTEM_CA",
];

/** The variables of a shell that lead to its network, as they hold in any working folder. */
export function networkVariables(env: Environment, cwd: string): Record<string, string> {
  const found = VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  const variables: Record<string, string> = Object.fromEntries(found);
  const ca = variables["NODE_EXTRA_CA_CERTS"];
  return ca === undefined ? variables : { ...variables, NODE_EXTRA_CA_CERTS: path.resolve(cwd, ca) };
}

/** An environment whose network is the noted one, where one was noted. */
export function withNetwork(env: Environment, noted: Environment = {}): Environment {
  if (Object.keys(noted).length === 0) return env;
  return { ...env, ...Object.fromEntries(VARIABLES.map((name) => [name, undefined])), ...noted };
}
