/** The plan: whose it is, as of when, and its windows, or what there is to say in their place. */
import { rowOf } from "../../src/core/messages/failures.ts";
import type { Settings } from "../../src/extension/browser/records.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { organizationChoice, type OrganizationChoice } from "../../src/extension/ui/organization-choice.ts";
import { notice, type Status } from "../../src/extension/ui/status.ts";
import { nameOf } from "../../src/extension/ui/usage-status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../src/extension/usage/plan-usage.ts";
import { spendView, windowViews, type WindowViews } from "./window-views.ts";

export interface UsageView extends WindowViews {
  /** What claude.ai calls the plan; null where that is not known. */
  plan: string | null;
  /** Whose numbers these are; null where claude.ai has not said so, and where `choice` says it. */
  owner: string | null;
  /** Null where there is nothing to choose. */
  choice: OrganizationChoice | null;
  /** As of when; null while there is nothing to date. */
  asOf: Message | null;
  /** claude.ai could not be asked: they may have changed since. */
  isOld: boolean;
  /** What stands in their place where there are none. */
  empty: Message | null;
  busy: boolean;
}

type Asked = Exclude<PlanUsage, "elsewhere">;

const NOTHING: UsageView = {
  plan: null,
  owner: null,
  choice: null,
  asOf: null,
  isOld: false,
  large: [],
  slim: [],
  more: null,
  empty: null,
  busy: false,
};

export function usageView(usage: PlanUsage | null, { pace }: Pick<Settings, "pace">, now: Date): UsageView {
  if (usage === null) return { ...NOTHING, empty: message("usage.asking"), busy: true };
  if (usage === "elsewhere") return { ...NOTHING, empty: message("usage.elsewhere") };
  const { answer, numbers, waits } = usage;
  const view = { ...NOTHING, ...whose(usage), busy: waits === "asking" };
  if (!numbers?.usage.ok) return { ...view, ...withoutNumbers(usage, now) };
  const isOld = answer?.usage.ok !== true && waits !== "asking";
  const time = timeOfDay(new Date(numbers.at), now);
  const asOf = isOld ? message("usage.old", { time }) : message("usage.as_of", { time });
  return { ...view, asOf, isOld, ...windowViews(numbers.usage, { isOld, pace }, now) };
}

/** As far as claude.ai has said so: an answer that did not come names nobody. */
function whose({ answer, numbers, wanted }: Asked): Pick<UsageView, "plan" | "owner" | "choice"> {
  const { usage } = [answer, numbers].find((said) => said?.usage.organization) ?? {};
  if (!usage?.organization) return { plan: null, owner: null, choice: null };
  const choice = organizationChoice({ usage, wanted });
  return { plan: usage.organization.plan, owner: choice ? null : nameOf(usage.organization), choice };
}

function withoutNumbers({ answer, waits }: Asked, now: Date): Partial<UsageView> {
  if (!answer) return { empty: waitingFor(waits, now) };
  const { usage } = answer;
  if (usage.ok || usage.code !== "organization_without_windows") return { empty: message("usage.none") };
  const spend = usage.spend && spendView(usage.spend, usage.organization?.isShared === true);
  if (!spend) return { empty: message("usage.no_limits") };
  return { large: [spend], asOf: message("usage.as_of", { time: timeOfDay(new Date(answer.at), now) }) };
}

const waitingFor = (waits: Date | "asking" | null, now: Date): Message =>
  waits instanceof Date
    ? message("usage.asked_just_now", { time: timeOfDay(waits, now) })
    : message("usage.asking");

/** claude.ai can't be asked, and will be again. Null where it answers, or where its answer says more. */
export function unreachedStatus(usage: PlanUsage, now: Date): Status | null {
  if (usage === "elsewhere" || usage.answer?.usage.ok !== false || usage.waits === null) return null;
  const { code } = usage.answer.usage;
  // A command mends the companion's network, and no browser's.
  const advice = rowOf(code).command ? [] : [message(`failure.${code}.next`)];
  const next =
    usage.waits === "asking"
      ? message("usage.asking")
      : message("usage.next_try", { time: timeOfDay(usage.waits, now) });
  return { ...notice(message(`failure.${code}.title`), ...advice, next), tone: "warning" };
}
