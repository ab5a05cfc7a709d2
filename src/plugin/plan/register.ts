/** What of the plan OpenClaw hears of as the plugin registers: a row, a command for chats, a tool for agents. */
import type { PluginApi } from "../api.ts";
import type { Place } from "../paths.ts";
import { phrase } from "./words.ts";

/** As in openclaw.plugin.json. */
export const ROW = "clawkey";
const TOOL = "clawkey_plan";
/** OpenClaw's own commands left it free in every version so far. */
const COMMAND = "plan";

/** OpenClaw asks for a row only where there is a token for it. It goes nowhere. */
const NO_TOKEN = "none";

/**
 * In a chat OpenClaw takes a scope for the owner's alone. Of a gateway's own clients it is the one without which nobody
 * can write a chat message.
 */
const OWNER_ONLY = ["operator.write"] as const;

export function registerPlan(api: PluginApi, place: Place): void {
  const { planFor, planTool } = api.pluginConfig ?? {};
  const row = async (config = api.config) => (await import("./row.ts")).usageRow(place, config);
  const text = async (config = api.config) => (await import("./chat.ts")).planText(place, config);
  api.registerProvider({
    id: ROW,
    label: phrase("name"),
    auth: [],
    resolveUsageAuth: async ({ config }) => ((await row(config)) ? { token: NO_TOKEN } : { handled: true }),
    fetchUsageSnapshot: async ({ config }) =>
      (await row(config)) ?? { provider: ROW, displayName: phrase("name"), windows: [] },
  });
  api.registerCommand({
    name: COMMAND,
    description: phrase("command"),
    requireAuth: true,
    ...(planFor === "everyone" ? {} : { requiredScopes: OWNER_ONLY }),
    handler: async ({ config }) => ({ text: await text(config) }),
  });
  if (planTool !== true) return;
  api.registerTool({
    name: TOOL,
    label: phrase("name"),
    description: phrase("tool"),
    parameters: { type: "object", properties: {}, additionalProperties: false },
    execute: async () => ({ content: [{ type: "text", text: await text() }], details: null }),
  });
}
