/** Which gateways the extension can talk to: those that its own policy lets through (`wxt.config.ts`), and no others. */
import { failure, type Result } from "../../core/messages/failures.ts";

/** Where OpenClaw listens unless told otherwise. */
export const DEFAULT_ADDRESS = "http://127.0.0.1:18789";

/** This computer: the gateway itself, or the near end of a tunnel. */
const LOOPBACK = /^(?:http:\/\/)?(127\.0\.0\.1|localhost):(\d{1,5})\/?$/;
/** Tailscale Serve. A policy's `https://*.ts.net` means the port of https. */
const TAILNET = /^(?:https:\/\/)?((?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+ts\.net)\/?$/;

/** @param text as a user types it: `http://` and `https://` may be missing */
export function readAddress(text: string): Result<{ address: string }> {
  const typed = text.trim().toLowerCase();
  const [, host, port] = LOOPBACK.exec(typed) ?? [];
  if (host && isPort(Number(port))) return { ok: true, address: `http://${host}:${Number(port)}` };
  const [, name] = TAILNET.exec(typed) ?? [];
  return name ? { ok: true, address: `https://${name}` } : failure("gateway_address_refused");
}

const isPort = (port: number): boolean => port > 0 && port < 65_536;
