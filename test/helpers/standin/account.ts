import { randomBytes, randomUUID } from "node:crypto";

/** A limit's state as claude.ai reports it. */
export interface UsageWindow {
  /** Percent used, 0 to 100. */
  utilization: number;
  /** ISO 8601; null for a window that has not begun. */
  resets_at: string | null;
}

/** The answer of `/api/organizations/<uuid>/usage`. A plan without a window has null in its place. */
interface Usage {
  five_hour: UsageWindow | null;
  seven_day: UsageWindow | null;
  seven_day_sonnet: UsageWindow | null;
  seven_day_opus: UsageWindow | null;
  limits: ModelLimit[];
  extra_usage: ExtraUsage | null;
}

interface ModelLimit {
  percent: number;
  is_active: boolean;
  resets_at: string;
  scope: { model: { id: string; display_name: string } };
}

interface ExtraUsage {
  is_enabled: boolean;
  monthly_limit: number;
  used_credits: number;
  utilization: number;
  currency: string;
}

/** As claude.ai's list has it, beside the usage that it has elsewhere. */
interface Organization {
  uuid: string;
  name: string;
  capabilities: string[];
  rate_limit_tier: string;
  /** Of an organization with members; null of one person's own. */
  raven_type: "team" | "enterprise" | null;
  usage: Usage;
}

/** Tests may change an account's organizations; the next answer shows it. */
export interface Account {
  email: string;
  organizations: Organization[];
}

/** Whom the sign-in page's first button signs in. */
export const FIRST_ACCOUNT = "robin@example.com";

/** Whom "Sign in as another account" switches to. */
export const OTHER_ACCOUNT = "kim@example.com";

/** The numbers differ by account, so that nobody can show one's usage for the other's unnoticed. */
const USED: Readonly<Record<string, { fiveHour: number; sevenDay: number }>> = {
  [FIRST_ACCOUNT]: { fiveHour: 41, sevenDay: 66 },
  [OTHER_ACCOUNT]: { fiveHour: 7, sevenDay: 23 },
};

const PLANS = {
  max: { capabilities: ["chat", "claude_max"], rate_limit_tier: "default_claude_max_5x", raven_type: null },
  pro: { capabilities: ["chat", "claude_pro"], rate_limit_tier: "default_claude_ai", raven_type: null },
} as const;

export function newAccount(email: string): Account {
  const { fiveHour, sevenDay } = USED[email] ?? { fiveHour: 0, sevenDay: 0 };
  const inThreeHours = fullHour(3);
  const inFiveDays = fullHour(5 * 24);
  const usage: Usage = {
    five_hour: { utilization: fiveHour, resets_at: inThreeHours },
    seven_day: { utilization: sevenDay, resets_at: inFiveDays },
    seven_day_sonnet: null,
    seven_day_opus: null,
    limits: [
      {
        percent: 12,
        is_active: true,
        resets_at: inFiveDays,
        scope: { model: { id: "claude-haiku", display_name: "Haiku" } },
      },
    ],
    extra_usage: {
      is_enabled: false,
      monthly_limit: 2000,
      used_credits: 0,
      utilization: 0,
      currency: "USD",
    },
  };
  const { capabilities, ...plan } = PLANS[email === FIRST_ACCOUNT ? "max" : "pro"];
  const name = `${email}'s Organization`;
  return {
    email,
    organizations: [{ uuid: randomUUID(), name, capabilities: [...capabilities], ...plan, usage }],
  };
}

/** As long, and made of the same characters, as the keys that claude.ai gives out. */
export function randomSessionKey(): string {
  return `sk-ant-sid02-${randomBytes(84).toString("base64url").slice(0, 110)}`;
}

/** The full hour that many hours from now, in claude.ai's notation. */
function fullHour(hours: number): string {
  const time = new Date(Date.now() + hours * 3_600_000);
  time.setUTCMinutes(0, 0, 0);
  return time.toISOString().replace("Z", "+00:00");
}
