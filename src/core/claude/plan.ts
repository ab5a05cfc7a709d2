/** What a browser has read of a plan: its name, and the numbers that go to a gateway. */
import * as z from "zod/mini";
import { UsageWindow } from "./windows.ts";

/** More than any plan has; claude.ai's answer has no bound of its own. */
const MAX_WINDOWS = 16;

/** Characters of a name or a label that are handed on. */
const MAX_WORDS = 100;

const Words = z.string().check(z.maxLength(MAX_WORDS));

export const PlanNumbers = z.object({
  /** The organization's name; null where claude.ai tells none. */
  organization: z.nullable(Words),
  /** As `planName` has it; null where it can't be told. */
  plan: z.nullable(Words),
  /** Empty for a plan without windows. */
  windows: z
    .array(
      z.extend(UsageWindow, {
        label: Words,
        usedPercent: z.number().check(z.minimum(0), z.maximum(100)),
      }),
    )
    .check(z.maxLength(MAX_WINDOWS)),
  /** How old they were when they were sent, in milliseconds: two machines' clocks need not agree. */
  ageMs: z.number().check(z.minimum(0)),
});
export type PlanNumbers = z.infer<typeof PlanNumbers>;
