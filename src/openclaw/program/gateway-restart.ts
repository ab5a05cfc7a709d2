/**
 * A running gateway keeps the environment it was started with, so a key in `.env` reaches it in a new process only.
 * OpenClaw can start one where the gateway is installed as a service; one that was started by hand is left alone.
 */
import * as z from "zod/mini";
import type { CompanionFailure, RestartReply } from "../../core/messages/messages.ts";
import { runOpenClaw } from "./run.ts";
import type { Environment } from "../files/paths.ts";

/** Measured: 3 s and, with the wrong port or token, over two minutes. */
const TIMEOUTS_MS = { status: 20_000, restart: 60_000 };

const GatewayStatus = z.object({ service: z.object({ loaded: z.boolean() }) });
const Restarted = z.object({ ok: z.literal(true) });

/** @param profile a gateway of its own, with a service of its own */
export async function restartGateway(
  { env, profile }: { env: Environment; profile?: string | null | undefined },
  timeoutsMs = TIMEOUTS_MS,
): Promise<RestartReply | CompanionFailure> {
  const gateway = profile ? ["--profile", profile, "gateway"] : ["gateway"];
  const status = await runOpenClaw([...gateway, "status", "--json"], env, timeoutsMs.status);
  if (!status.ok && status.why === "missing") return { ok: false, code: "openclaw_missing" };
  const found = GatewayStatus.safeParse(status.ok && status.json);
  if (!found.success) return { ok: false, code: "gateway_restart_failed" };
  if (!found.data.service.loaded) return { ok: false, code: "gateway_no_service" };
  const restart = await runOpenClaw([...gateway, "restart", "--json"], env, timeoutsMs.restart);
  const done = restart.ok && restart.exit === 0 && Restarted.safeParse(restart.json).success;
  return done ? { ok: true, restarted: true } : { ok: false, code: "gateway_restart_failed" };
}
