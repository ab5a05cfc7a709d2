/** What may stand in the companion's place on a user's machine: each breaks in its own way, for real. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "vite";
import type { Home } from "./home.ts";

const launcherOf = ({ folder }: Home): string => path.join(folder, ".local/share/clawkey/clawkey-host");

export const crashingCompanion = (home: Home): Promise<void> => replaceLauncher(home, "exit 1");

export const hangingCompanion = (home: Home): Promise<void> => replaceLauncher(home, "exec sleep 60");

/** Something in the launcher's way prints to stdout, as a shell's profile may. */
export const babblingCompanion = (home: Home): Promise<void> =>
  replaceLauncher(home, "echo Welcome to your shell");

/** The Node that was noted is gone, and so is every other. */
export async function companionWithoutNode(home: Home): Promise<void> {
  const script = await readFile(launcherOf(home), "utf8");
  const without = script.replace(/^node='.*'$/m, "node=/gone/node").replace(/^folders='.*'$/m, "folders=");
  await writeFile(launcherOf(home), without);
}

/** The companion as it is, but built from a source in which the protocol has another number. */
export async function companionOfProtocol({ folder }: Home, protocol: number): Promise<void> {
  await build({
    configFile: "vite.companion.config.ts",
    logLevel: "error",
    build: { outDir: path.join(folder, ".local/share/clawkey"), emptyOutDir: false },
    plugins: [
      {
        name: "other-protocol",
        transform: (code) => code.replace("PROTOCOL_VERSION = 1", `PROTOCOL_VERSION = ${protocol}`),
      },
    ],
  });
}

/** Registered for another extension. */
export async function foreignCompanion({ hostManifest }: Home): Promise<void> {
  const manifest = JSON.parse(await readFile(hostManifest, "utf8")) as Record<string, unknown>;
  const others = manifest["allowed_origins"]
    ? { allowed_origins: [`chrome-extension://${"a".repeat(32)}/`] }
    : { allowed_extensions: ["another@extension.example"] };
  await writeFile(hostManifest, JSON.stringify({ ...manifest, ...others }));
}

async function replaceLauncher(home: Home, command: string): Promise<void> {
  await writeFile(launcherOf(home), `#!/bin/sh\n${command}\n`);
  await chmod(launcherOf(home), 0o755);
}
