/** The user's own OpenClaw, asked by its command line: read-only, and each call bounded in time. */
import * as z from "zod/mini";
import { SESSION_KEY_VARIABLE } from "../../core/config/precedence.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { Instance } from "../openclaw.ts";
import { UsageReport, type GatewayAnswer, type OpenClawAnswers } from "../verify/answers.ts";
import { documentIn } from "./document.ts";
import { anothersFolder } from "../files/ownership.ts";
import type { Call } from "./run.ts";

/** Measured on two cores: 0.1 s, 5 to 9 s, 1 to 3 s. */
const TIMEOUTS_MS = { version: 5_000, status: 30_000, gateway: 20_000 };

/**
 * Nobody listens there. `status` would ask a gateway too, and wait for one that is stopped for more than a minute;
 * told of an address without credentials for it, it does not.
 */
const NO_GATEWAY = { OPENCLAW_GATEWAY_URL: "ws://127.0.0.1:1" };

/** Set to something that is no key, the variable hides every other source; the two others are OpenClaw's own. */
const NO_KEY = { [SESSION_KEY_VARIABLE]: "off", CLAUDE_WEB_SESSION_KEY: "off", CLAUDE_WEB_COOKIE: "off" };

const Status = z.object({ usage: UsageReport });
/** From 2026.7.35 on. Another type, of a broken config for one, is nothing of the gateway's. */
const GatewayError = z.object({
  ok: z.literal(false),
  error: z.object({
    type: z.enum(["gateway_credentials_required", "gateway_transport_error", "gateway_request_error"]),
    // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
    kind: z.catch(z.optional(z.string()), undefined),
    // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
    retryable: z.catch(z.optional(z.boolean()), undefined),
  }),
});
const GatewayPort = z.object({ port: z.object({ status: z.string() }) });
const AnyObject = z.looseObject({});

/** What this instance's `openclaw` answers. Each answer starts a process or two. */
export function openClawCommands(
  { env, profile, paths }: Instance,
  timeoutsMs: Readonly<typeof TIMEOUTS_MS> = TIMEOUTS_MS,
): OpenClawAnswers {
  /** Not in another user's home: what OpenClaw makes there would shut that user out. */
  const start = async (call: Call) =>
    (await anothersFolder(paths.dotenv)) ??
    (await anothersFolder(paths.config)) ??
    (await import("./run.ts")).run(call);
  const ask = (args: string[], timeoutMs: number, signal: AbortSignal, more: Record<string, string> = {}) => {
    const forProfile = profile ? ["--profile", profile] : [];
    return start({ args: [...forProfile, ...args], env: { ...env, ...more }, timeoutMs, signal });
  };

  async function usage(
    signal: AbortSignal,
    more: Record<string, string>,
  ): Promise<Result<{ report: UsageReport }>> {
    const args = ["status", "--usage", "--json"];
    const answer = await ask(args, timeoutsMs.status, signal, { ...NO_GATEWAY, ...more });
    if (!answer.ok) return answer;
    const status = documentIn(answer.stdout, Status);
    return status ? { ok: true, report: status.usage } : failure("openclaw_unreadable");
  }

  const callGateway = (method: string[], signal: AbortSignal) =>
    ask(["gateway", "call", ...method, "--json"], timeoutsMs.gateway, signal);

  /** Without credentials OpenClaw does not even try: whether something listens on the gateway's port, it says. */
  async function whyUnasked(signal: AbortSignal): Promise<GatewayAnswer> {
    const answer = await ask(["gateway", "status", "--no-probe", "--json"], timeoutsMs.gateway, signal);
    const found = answer.ok ? documentIn(answer.stdout, GatewayPort) : undefined;
    if (!found) return failure("openclaw_unreadable");
    return found.port.status === "free" ? { ok: true, report: null } : failure("gateway_unasked");
  }

  return {
    async version(signal) {
      const printed = await start({ args: ["--version"], env, timeoutMs: timeoutsMs.version, signal });
      if (!printed.ok) return printed.code === "openclaw_unreadable" ? failure("openclaw_failed") : printed;
      const version = /\b\d{4}\.\d+\.\d+\b/.exec(printed.stdout)?.[0];
      return version === undefined || printed.exit !== 0 ? failure("openclaw_failed") : { ok: true, version };
    },

    ownTokenUsage: (signal) => usage(signal, NO_KEY),
    commandUsage: (signal) => usage(signal, {}),

    async refreshGateway(signal) {
      await callGateway(["models.authStatus", "--params", '{"refresh":true}'], signal);
    },

    async gatewayUsage(signal) {
      const answer = await callGateway(["usage.status"], signal);
      if (!answer.ok) return answer;
      const report = documentIn(answer.stdout, UsageReport);
      if (report) return { ok: true, report };
      const failed = documentIn(answer.stdout, GatewayError);
      const { kind, retryable } = failed?.error ?? {};
      // Busy, or still starting.
      if (kind === "timeout" || retryable) return failure("openclaw_hanging");
      // The versions before say in words for people that they got no answer.
      const isMute = answer.exit !== 0 && !documentIn(answer.stdout, AnyObject);
      return failed || isMute ? whyUnasked(signal) : failure("openclaw_unreadable");
    },

    async isReloadOff(signal) {
      const args = ["config", "get", "gateway.reload.mode", "--json"];
      const answer = await ask(args, timeoutsMs.gateway, signal);
      return answer.ok && documentIn(answer.stdout, z.literal("off")) !== undefined;
    },
  };
}
