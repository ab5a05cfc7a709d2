/** `openclaw clawkey verify`: what the gateway shows, and where none answers, what this command does. */
import * as z from "zod/mini";
import { ReceivedFailure } from "../../core/messages/messages.ts";
import { ShowAnswer } from "../../core/pairing/answers.ts";
import type { PluginApi } from "../api.ts";
import { useKeptKey } from "../key.ts";
import { SHOW_METHOD, SHOW_MS } from "../methods.ts";
import type { Place } from "../paths.ts";
import { sdk } from "../sdk.ts";
import { showHere } from "../serve.ts";
import { done, failed, type Outcome, type Terminal } from "./outcome.ts";
import { windowLines } from "./report.ts";
import { phrase } from "../words.ts";

const Answer = z.union([ShowAnswer, ReceivedFailure]);

export async function verify(place: Place, api: PluginApi, { printError }: Terminal): Promise<Outcome> {
  printError(phrase("verify_asking"));
  const byGateway = await askGateway();
  if (!byGateway) await useKeptKey(place);
  const answer = byGateway ?? (await showHere(place, api, AbortSignal.timeout(SHOW_MS)));
  if (!answer.ok) return failed(answer);
  const { windows, version, from } = answer;
  const seenBy = byGateway ? "gateway" : "command";
  return done([phrase(`verify_by_${from ?? seenBy}`, { version }), ...windowLines(windows)], {
    ...answer,
    seenBy,
  });
}

/** With the credentials of OpenClaw's config. Null where none answers, and where it does not know us. */
async function askGateway(): Promise<z.infer<typeof Answer> | null> {
  const { callGatewayFromCli } = await sdk("gateway-runtime");
  const options = { timeout: String(SHOW_MS), json: true } as const;
  const more = { progress: false, scopes: ["operator.read"] } as const;
  const answer = await callGatewayFromCli(SHOW_METHOD, options, {}, more).catch(() => null);
  const parsed = Answer.safeParse(answer);
  return parsed.success ? parsed.data : null;
}
