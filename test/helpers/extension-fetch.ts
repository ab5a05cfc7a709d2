/** What a browser lets an extension's page see of an answer from elsewhere, over Node's own `fetch`. */
import { vi } from "vitest";

export interface Seen {
  url: string;
  body: Uint8Array<ArrayBuffer> | null;
}

/**
 * Sends as a page of this origin: it may read what names it, and of all else learns nothing.
 * @returns what was sent, the oldest first
 */
export function fetchAs(origin: () => string): Seen[] {
  const real = globalThis.fetch;
  const sent: Seen[] = [];
  vi.stubGlobal("fetch", async (url: string, { mode, body, ...how }: RequestInit = {}) => {
    // Somebody else's, who says so himself.
    if (how.headers) return real(url, { ...how, ...(body ? { body } : {}) });
    sent.push({ url, body: (body as Seen["body"] | undefined) ?? null });
    const response = await real(url, { ...how, ...(body ? { body } : {}), headers: { origin: origin() } });
    if (mode === "no-cors") return { type: "opaque" };
    const reader = response.headers.get("access-control-allow-origin");
    if (reader === origin() || reader === "*") return response;
    await response.body?.cancel();
    throw new TypeError("Failed to fetch");
  });
  return sent;
}
