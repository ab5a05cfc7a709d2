/** The token with which OpenClaw itself asks Anthropic for the Claude plan. */
import * as z from "zod/mini";
import type { sdk } from "./sdk.ts";

const Auth = z.object({ apiKey: z.string(), mode: z.string() });

/** A key for the API has no plan: OpenClaw asks for none with it. */
const OF_A_PLAN = ["token", "oauth"];

/** `isSetup`: as `claude setup-token` makes them, without the scope that usage asks for. Null where there is none. */
export async function ownToken(
  config: unknown,
  openclaw: typeof sdk,
): Promise<{ token: string; isSetup: boolean } | null> {
  const { resolveApiKeyForProvider } = await openclaw("provider-auth-runtime");
  const found = await resolveApiKeyForProvider({ provider: "anthropic", cfg: config }).catch(() => null);
  const auth = Auth.safeParse(found);
  if (!auth.success || !OF_A_PLAN.includes(auth.data.mode)) return null;
  return { token: auth.data.apiKey, isSetup: auth.data.mode === "token" };
}
