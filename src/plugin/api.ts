/** What of OpenClaw's plugin API is used: the same in all versions from 2026.5.28 on. All of it is marked experimental. */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface PluginApi {
  /** Must not be touched while the plugin registers: some commands have none, and end then. */
  runtime: { version: string };
  /** OpenClaw's config, as it was when the plugin registered. */
  config: unknown;
  /** Of this plugin alone, as the manifest's schema lets it through; undefined for none. */
  pluginConfig?: { planFor?: unknown; planTool?: unknown };
  registerHttpRoute(route: {
    path: string;
    /** By the plugin itself. */
    auth: "plugin";
    match: "prefix";
    handler(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  }): void;
  registerService(service: {
    id: string;
    start(context: ServiceContext): Promise<void>;
    stop(): Promise<void>;
  }): void;
  registerRuntimeLifecycle(lifecycle: {
    id: string;
    /** `disable`: by the user, an uninstall included; of a session, `reset` and `delete` come here too. */
    cleanup(context: { reason: string; sessionKey?: string; runId?: string }): Promise<void>;
  }): void;
  registerGatewayMethod(
    name: string,
    handler: (call: { respond(ok: true, answer: object): void }) => Promise<void>,
    options: { scope: "operator.read" },
  ): void;
  registerProvider(provider: {
    id: string;
    label: string;
    /** Ways to sign in. */
    auth: never[];
    /** `handled`: no row. */
    resolveUsageAuth(context: UsageContext): Promise<{ token: string } | { handled: true }>;
    fetchUsageSnapshot(context: UsageContext): Promise<UsageSnapshot>;
  }): void;
  registerCommand(command: {
    name: string;
    description: string;
    /** Only senders whom OpenClaw lets use commands. */
    requireAuth: true;
    /** Of a gateway's client; in any other chat the sender must be the owner. */
    requiredScopes?: readonly "operator.write"[];
    handler(context: { config?: unknown }): Promise<{ text: string }>;
  }): void;
  registerTool(tool: {
    name: string;
    label: string;
    description: string;
    parameters: object;
    execute(): Promise<{ content: { type: "text"; text: string }[]; details: null }>;
  }): void;
  registerCli(
    registrar: (context: { program: CommandParent }) => Promise<void>,
    options: { descriptors: CommandDescriptor[] },
  ): void;
}

interface UsageContext {
  /** As OpenClaw has it now. */
  config?: unknown;
}

/** A row of OpenClaw's usage. */
export interface UsageSnapshot {
  provider: string;
  displayName: string;
  plan?: string;
  windows: { label: string; usedPercent: number; resetAt: number | undefined }[];
  /** A line above the windows. */
  summary?: string;
  /** In the place of all else. */
  error?: string;
}

interface ServiceContext {
  logger: { warn(text: string): void };
}

/** Lets OpenClaw's help do without the plugin's code. */
interface CommandDescriptor {
  name: string;
  description: string;
  hasSubcommands: boolean;
}

/** What of Commander's is used. */
interface CommandParent {
  command(name: string): PluginCommand;
}

export interface PluginCommand extends CommandParent {
  description(text: string): this;
  option(flags: string, description: string): this;
  allowExcessArguments(): this;
  /** Called with the command's arguments, its options, and the command. */
  action(run: (...called: unknown[]) => Promise<void>): this;
}
