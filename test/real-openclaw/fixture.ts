// oxlint-disable eslint/no-empty-pattern -- Vitest reads off the pattern which fixtures one needs, none included.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, test as base } from "vitest";
import type { FileKind } from "../../src/core/messages/messages.ts";
import type { Account } from "../helpers/standin/account.ts";
import { startStandin, type Standin } from "../helpers/standin/standin.ts";
import { installOpenClaw } from "./install.ts";
import { pasteSetupToken, type ClaudeUsage, type OpenClaw } from "./openclaw.ts";

// No fixture: those count into a test's own time, and a download may take minutes.
beforeAll(() => installOpenClaw(), 15 * 60_000);

/** For a test that runs beside others: a home of its own, so that what OpenClaw leaves in one can't reach the next. */
export interface World {
  home: string;
  standin: Standin;
  /** A state folder with a token in it. */
  template: string;
}

/** `test` with the real OpenClaw in a temporary home, and a stand-in of its own for the internet. */
export const test = base
  .extend("home", { scope: "file" }, async ({}, { onCleanup }) => {
    const home = await mkdtemp(path.join(await realpath(tmpdir()), "clawkey-openclaw-"));
    onCleanup(() => rm(home, { recursive: true, maxRetries: 5 }));
    return home;
  })
  .extend("homeWithToken", { scope: "file" }, async ({ home }, { onCleanup }) => {
    const standin = await startStandin();
    onCleanup(() => standin.close());
    await pasteSetupToken({ home, standin });
    return home;
  })
  .extend("standin", async ({}, { onCleanup }) => {
    const standin = await startStandin();
    onCleanup(() => standin.close());
    return standin;
  })
  .extend("world", async ({ homeWithToken, standin }, { onCleanup }): Promise<World> => {
    const home = await mkdtemp(`${homeWithToken}-`);
    onCleanup(() => rm(home, { recursive: true, maxRetries: 5 }));
    return { home, standin, template: path.join(homeWithToken, ".openclaw") };
  })
  .extend("openclaw", ({ home, standin }): OpenClaw => ({ home, standin }))
  .extend("openclawWithToken", ({ homeWithToken, standin }): OpenClaw => ({ home: homeWithToken, standin }))
  .extend("files", async ({ home }) => {
    const folder = path.join(home, ".openclaw");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = new OpenClawFiles(folder);
    await files.clear();
    return files;
  });

/** The two files that may hold the key, as a test puts them there and finds them again. */
class OpenClawFiles {
  readonly #paths: Record<FileKind, string>;

  constructor(folder: string) {
    this.#paths = { config: path.join(folder, "openclaw.json"), dotenv: path.join(folder, ".env") };
  }

  async clear(): Promise<void> {
    for (const file of Object.values(this.#paths)) await rm(file, { force: true });
  }

  async put(kind: FileKind, text: string): Promise<void> {
    await writeFile(this.#paths[kind], text, { mode: 0o600 });
  }

  read(kind: FileKind): Promise<string> {
    return readFile(this.#paths[kind], "utf8");
  }

  path(kind: FileKind): string {
    return this.#paths[kind];
  }
}

/** What OpenClaw says of a setup token as long as it finds no session key that works. */
export const SCOPE_MISSING: ClaudeUsage = {
  windows: [],
  error: "HTTP 403: OAuth token does not meet scope requirement user:profile",
};

/** What OpenClaw makes of claude.ai's answer for the account: its windows, then the limits by model. */
export function windowsOf({ organizations }: Account): ClaudeUsage {
  const { five_hour, seven_day, limits } = organizations[0]!.usage;
  return {
    windows: [
      { label: "5h", usedPercent: five_hour!.utilization, resetAt: Date.parse(five_hour!.resets_at!) },
      { label: "Week", usedPercent: seven_day!.utilization, resetAt: Date.parse(seven_day!.resets_at!) },
      ...limits.map(({ percent, resets_at, scope }) => ({
        label: scope.model.display_name,
        usedPercent: percent,
        resetAt: Date.parse(resets_at),
      })),
    ],
  };
}
