/** What of the plan OpenClaw hears of as the plugin registers: a row, a command for chats, a tool for agents. */
import type { PluginApi } from "../api.ts";
import type { Place } from "../paths.ts";

/** As in openclaw.plugin.json. */
export const ROW = "clawkey";
export const ROW_NAME = "Claude (claude.ai)";
const TOOL = "clawkey_plan";
/** OpenClaw's own commands left it free in every version so far. */
const COMMAND = "plan";

const TOOL_USE =
  "Shows the user's Claude plan: how much of each usage window is used and left, in percent, when it resets, and how " +
  "old these numbers are. Use it to pace long work.";

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
  const chat = () => import("./chat.ts");
  api.registerProvider({
    id: ROW,
    label: ROW_NAME,
    auth: [],
    resolveUsageAuth: async ({ config }) => ((await row(config)) ? { token: NO_TOKEN } : { handled: true }),
    fetchUsageSnapshot: async ({ config }) =>
      (await row(config)) ?? { provider: ROW, displayName: ROW_NAME, windows: [] },
  });
  api.registerCommand({
    name: COMMAND,
    description: "Show your Claude plan: what is used, what is left, when it resets",
    requireAuth: true,
    ...(planFor === "everyone" ? {} : { requiredScopes: OWNER_ONLY }),
    handler: async ({ config }) => ({ text: await (await chat()).planText(place, config ?? api.config) }),
  });
  if (planTool !== true) return;
  api.registerTool({
    name: TOOL,
    label: ROW_NAME,
    description: TOOL_USE,
    parameters: { type: "object", properties: {}, additionalProperties: false },
    execute: async () => {
      const text = await (await chat()).agentText(place, api.config);
      return { content: [{ type: "text", text }], details: null };
    },
  });
}
