/** A browser that is signed in to a claude.ai in memory, with a toolbar: for what asks and tells. */
import { vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { SESSION_COOKIE } from "../../src/core/claude/cookies.ts";
import { DEFAULT_SETTINGS, giveConsent, type Settings } from "../../src/extension/browser/records.ts";
import { save } from "../../src/extension/browser/storage.ts";
import { readSession } from "../../src/extension/browser/cookies.ts";
import { KEY_TEXT } from "./keys.ts";
import { useEnglish } from "./fake-words.ts";
import { BOTH } from "./usage.ts";

export interface FakeClaude {
  /** When each request came. */
  requests: { at: number; path: string }[];
  /** What it answers of any organization's usage. */
  usage: object;
  /** Instead of all that. */
  refusal: (() => Response) | null;
  signIn(key?: string): void;
  signOut(): void;
  badge: { text: string; title: string };
  /** As the user has allowed notifications. */
  mayNotify: boolean;
  notified: string[];
  /** What the rules need of the browser. */
  ports: { hasClaudePermission(): Promise<boolean>; session: typeof readSession };
}

export async function fakeClaude(settings: Partial<Settings> = {}): Promise<FakeClaude> {
  fakeBrowser.reset();
  useEnglish();
  let keys: string[] = [KEY_TEXT];
  const claude: FakeClaude = {
    requests: [],
    usage: { five_hour: { utilization: 41, resets_at: null } },
    refusal: null,
    signIn: (key = KEY_TEXT) => (keys = [key]),
    signOut: () => (keys = []),
    badge: { text: "", title: "" },
    mayNotify: false,
    notified: [],
    ports: { hasClaudePermission: async () => true, session: readSession },
  };
  const { name: sessionKey } = SESSION_COOKIE;
  const cookieOf = (value: string) => ({
    name: sessionKey,
    value,
    domain: ".claude.ai",
    secure: true,
    httpOnly: true,
  });
  const cookies = (name: string) => (name === sessionKey ? keys.map(cookieOf) : []);
  Object.assign(browser, {
    cookies: { getAll: async ({ name }: { name: string }) => cookies(name) },
    action: {
      setBadgeText: async ({ text }: { text: string }) => void (claude.badge.text = text),
      setBadgeBackgroundColor: async () => {},
      setTitle: async ({ title }: { title: string }) => void (claude.badge.title = title),
    },
    permissions: { contains: async () => claude.mayNotify },
    notifications: { create: async ({ message }: { message: string }) => void claude.notified.push(message) },
  });
  vi.stubGlobal("fetch", async (url: string) => {
    const { pathname: path } = new URL(url);
    claude.requests.push({ at: Date.now(), path });
    if (claude.refusal) return claude.refusal();
    return Response.json(path.endsWith("/usage") ? claude.usage : BOTH);
  });
  const consent = giveConsent({ grade: "numbers", autoSync: true }, new Date());
  await save({ consent, settings: { ...DEFAULT_SETTINGS, ...settings } });
  return claude;
}

/** When the numbers are wanted next, though no page is open. */
export const numbersAlarm = async (): Promise<number | undefined> =>
  (await browser.alarms.get("numbers"))?.scheduledTime;
