import type { Standin } from "./standin.ts";

/** The variables by which a Node program comes to the stand-in, and nowhere else. */
export function wayThere({ caFile, proxy }: Pick<Standin, "caFile" | "proxy">): Record<string, string> {
  const address = `http://127.0.0.1:${proxy.port}`;
  // NO_PROXY: the way to OpenClaw's own gateway.
  return { NODE_EXTRA_CA_CERTS: caFile, HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: "127.0.0.1" };
}
