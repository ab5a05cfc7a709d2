/**
 * Salted SHA-256, 32 hex digits: tells "the same" without keeping what it is of. Both the extension and the companion
 * compute it, so that they can compare without sending a key.
 */
export async function fingerprint(text: string, salt: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${salt}:${text}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
