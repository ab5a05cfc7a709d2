import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { readFileSync } from "node:fs";
import { startStandin, type Standin } from "./standin/standin.ts";

/** A claude.ai that this process trusts, and the environment by which a Node program finds it. */
export async function trustedStandin(): Promise<Standin & { env: Record<string, string> }> {
  const standin = await startStandin();
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(standin.caFile, "utf8")]);
  return { ...standin, env: { HTTPS_PROXY: `http://127.0.0.1:${standin.proxy.port}` } };
}
