/** The user's own OpenClaw, asked what it knows: read-only, and each call bounded in time. */
import * as z from "zod/mini";
import { SESSION_KEY_VARIABLE } from "../../core/config/precedence.ts";
import { runOpenClaw, runOpenClawForText, type NoResult } from "./run.ts";
import type { Instance } from "../openclaw.ts";
import { UsageReport } from "./usage-report.ts";

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
/** Of OpenClaw 2026.9.6. Anything else, a broken config for one, is nothing of the gateway's. */
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

export type GatewayAnswer =
  | { state: "report"; report: UsageReport }
  /**
   * `refused`: it, or the program that was to ask it, wants credentials that nobody has. `timeout`: it is busy, or
   * still starting.
   */
  | { state: "stopped" | "refused" | "timeout" | "failed" };

export class OpenClaw {
  readonly #place: Instance;
  readonly #signal: AbortSignal;
  readonly #timeoutsMs: typeof TIMEOUTS_MS;

  constructor(place: Instance, signal: AbortSignal, timeoutsMs = TIMEOUTS_MS) {
    this.#place = place;
    this.#signal = signal;
    this.#timeoutsMs = timeoutsMs;
  }

  /** As it prints it, such as `2026.9.6`. */
  async version(): Promise<{ ok: true; version: string } | NoResult> {
    const { env } = this.#place;
    const printed = await runOpenClawForText(["--version"], env, this.#timeoutsMs.version, this.#signal);
    if (!printed.ok) return printed;
    const version = /\b\d{4}\.\d+\.\d+\b/.exec(printed.stdout)?.[0];
    return version === undefined || printed.exit !== 0 ? { ok: false, why: "failed" } : { ok: true, version };
  }

  /** What the command line finds by itself. @param withKey false hides every session key from it */
  async usage({ withKey }: { withKey: boolean }): Promise<{ ok: true; report: UsageReport } | NoResult> {
    const env = { ...NO_GATEWAY, ...(withKey ? {} : NO_KEY) };
    const answer = await this.#run(["status", "--usage", "--json"], this.#timeoutsMs.status, env);
    if (!answer.ok) return answer;
    const status = Status.safeParse(answer.json);
    return status.success ? { ok: true, report: status.data.usage } : { ok: false, why: "failed" };
  }

  /** Makes a running gateway ask Anthropic and claude.ai again; its own cache is a minute long. */
  async refreshGateway(): Promise<void> {
    await this.#callGateway(["models.authStatus", "--params", '{"refresh":true}']);
  }

  /** What a running gateway knows. */
  async gatewayUsage(): Promise<GatewayAnswer> {
    const answer = await this.#callGateway(["usage.status"]);
    if (!answer.ok) return { state: answer.why === "timeout" ? "timeout" : "failed" };
    const report = UsageReport.safeParse(answer.json);
    if (report.success) return { state: "report", report: report.data };
    const failure = GatewayError.safeParse(answer.json);
    if (!failure.success) return { state: "failed" };
    const { kind, retryable } = failure.data.error;
    if (kind === "timeout" || retryable) return { state: "timeout" };
    return { state: await this.#whyUnasked() };
  }

  /** By OpenClaw's own reading of its config, included files and all. */
  async isReloadOff(): Promise<boolean> {
    const args = ["config", "get", "gateway.reload.mode", "--json"];
    const answer = await this.#run(args, this.#timeoutsMs.gateway);
    return answer.ok && answer.json === "off";
  }

  /** Without credentials OpenClaw does not even try: whether something listens on the gateway's port, it says. */
  async #whyUnasked(): Promise<"stopped" | "refused" | "failed"> {
    const answer = await this.#run(["gateway", "status", "--no-probe", "--json"], this.#timeoutsMs.gateway);
    const found = GatewayPort.safeParse(answer.ok && answer.json);
    if (!found.success) return "failed";
    return found.data.port.status === "free" ? "stopped" : "refused";
  }

  #callGateway(method: readonly string[]) {
    return this.#run(["gateway", "call", ...method, "--json"], this.#timeoutsMs.gateway);
  }

  #run(args: readonly string[], timeoutMs: number, more: Record<string, string> = {}) {
    const { env, profile } = this.#place;
    const forProfile = profile ? ["--profile", profile] : [];
    return runOpenClaw([...forProfile, ...args], { ...env, ...more }, timeoutMs, this.#signal);
  }
}
