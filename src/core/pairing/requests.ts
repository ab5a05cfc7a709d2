/**
 * What stands in a sealed request. None returns a key. Append only; a request that the plugin does not know gets
 * `request_invalid`, which says that the plugin is the older one.
 */
import * as z from "zod/mini";
import { PlanNumbers } from "../claude/plan-numbers.ts";
import { OrganizationId } from "../claude/organizations.ts";
import { KeyMark, Salt } from "../messages/messages.ts";

const PutRequest = z.object({
  op: z.literal("put"),
  /** Checked again by `SessionKey.parse` on the other side. */
  key: z.string().check(z.maxLength(1024)),
  /** In a file of the plugin's own too, for the next start and for the command line; else in memory only. */
  keep: z.boolean(),
  /** The user has been told that the gateway's own environment sets the variable, and wants this key all the same. */
  replace: z.optional(z.literal("environment")),
});

export const GatewayRequest = z.discriminatedUnion("op", [
  PutRequest,
  z.object({
    op: z.literal("remove"),
    /** The only key that may go; null for whatever Clawkey put there. */
    only: z.nullable(KeyMark),
  }),
  z.object({ op: z.literal("status"), salt: Salt }),
  /** What the gateway itself shows. */
  z.object({ op: z.literal("show") }),
  z.object({
    op: z.literal("numbers"),
    /** Null takes out what this browser sent, and no other's. */
    numbers: z.nullable(PlanNumbers),
    /** At claude.ai: with a key the plugin goes on reading this one. */
    organizationId: z.optional(OrganizationId),
  }),
]);
export type GatewayRequest = z.infer<typeof GatewayRequest>;
