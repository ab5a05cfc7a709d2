/** The last answer, kept so that a popup that is opened again has something to show and asks no more often. */
import * as z from "zod/mini";
import { Organization, type Usage, type UsageProblem } from "./read-usage.ts";
import { UsageWindow } from "./usage-windows.ts";

const REFRESH_AFTER_MS = 60_000;

const organizations = z.array(Organization);

const KnownUsage: z.ZodMiniType<Usage> = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), organizations, windows: z.array(UsageWindow) }),
  z.object({
    ok: z.literal(false),
    /** Only ever written by us. */
    code: z.custom<UsageProblem>((value) => typeof value === "string"),
    organizations,
  }),
]);

export const KeptUsage = z.strictObject({
  /** Salted; of the key that it was asked with. */
  fingerprint: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  usage: KnownUsage,
});
export type KeptUsage = z.infer<typeof KeptUsage>;

/** Whether claude.ai need not be asked again. A failure counts too: one that asks too often makes it worse. */
export function isFresh({ at }: Pick<KeptUsage, "at">, now: Date): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= 0 && age < REFRESH_AFTER_MS;
}
