/** The shape of a plan's numbers, for whoever gets them. Who hands them on has made them so, and loads none of this. */
import * as z from "zod/mini";
import { MAX_CHARACTERS, MAX_WINDOWS } from "./numbers.ts";
import { UsageWindow } from "./windows.ts";

const Words = z.string().check(z.maxLength(MAX_CHARACTERS));

/** The furthest that a date can be from 1970; whoever shows a later one as a time throws. */
const FURTHEST_MS = 8.64e15;
const Time = z.number().check(z.minimum(-FURTHEST_MS), z.maximum(FURTHEST_MS));

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
        resetAt: z.nullable(Time),
      }),
    )
    .check(z.maxLength(MAX_WINDOWS)),
  /** How old they were when they were sent, in milliseconds: two machines' clocks need not agree. */
  ageMs: Time.check(z.minimum(0)),
});
export type PlanNumbers = z.infer<typeof PlanNumbers>;
