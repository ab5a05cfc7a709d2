/** Whether each browser finds the companion, by the registration that `clawkey install` has noted. */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod/mini";
import { findBrowsers, type InstallContext } from "../install/install.ts";
import type { Installation } from "../install/notes.ts";
import { hostManifest } from "../install/host-manifest.ts";
import { isRegistryKey, launcherOf, manifestAt } from "../install/places.ts";
import { findSandboxed } from "../install/sandboxed-browsers.ts";
import { keyExists } from "../install/windows-registry.ts";
import { readText } from "../../openclaw/files/read.ts";
import { installCommand } from "./commands.ts";
import { fine, problem, warning, type Finding, type FindingCode } from "./findings.ts";

type Host = Installation["hosts"][number];

const Manifest = z.record(z.string(), z.unknown());

/** Longer than this is none of ours. */
const MAX_MANIFEST_BYTES = 64 * 1024;

export async function checkBrowsers(context: InstallContext, hosts: readonly Host[]): Promise<Finding[]> {
  const sandboxed = await findSandboxed(context.folders);
  const found = await findBrowsers(context, sandboxed);
  // Where nothing is installed, that is one finding, and not one more for each browser.
  const isNew = (name: string) => hosts.length > 0 && !hosts.some(({ browser }) => browser === name);
  return [
    ...(await Promise.all(hosts.map((host) => checkHost(context, host)))),
    ...found
      .filter(isNew)
      .map((browser) =>
        warning(
          "browser",
          "browser_unregistered",
          { browser },
          installCommand(context, "--browser", browser),
        ),
      ),
    ...sandboxed.map(({ browser, kind, asks }) =>
      (asks ? fine : warning)("browser", "browser_sandboxed", { browser, kind, asks }),
    ),
  ];
}

async function checkHost(context: InstallContext, { browser, place }: Host): Promise<Finding> {
  const { companionFolder, registry } = context;
  const command = installCommand(context);
  // What the key leads to can't be asked for: `reg.exe` would print it in the system's own code page.
  if (isRegistryKey(place) && !(await keyExists(registry, place)))
    return problem("browser", "registry_key_missing", { browser, path: place }, command);
  const path = manifestAt(place, browser, companionFolder);
  const wanted = parse(hostManifest(browser, launcherOf(companionFolder, context.folders.platform)))!;
  const text = await readText(path, MAX_MANIFEST_BYTES);
  const wrong = text === null ? "manifest_missing" : faultOf(parse(text), wanted, browser);
  if (wrong === null) return fine("browser", "manifest_ok", { browser, path });
  return problem("browser", wrong, { browser, path }, command);
}

type Fields = Record<string, unknown>;

function faultOf(manifest: Fields | null, wanted: Fields, browser: Host["browser"]): FindingCode | null {
  if (manifest === null) return "manifest_broken";
  const differs = (name: string) => !isDeepStrictEqual(manifest[name], wanted[name]);
  if (differs("path")) return "manifest_other_launcher";
  if (differs("allowed_origins") && browser !== "firefox") return "manifest_other_ids";
  if (differs("allowed_extensions") && browser === "firefox") return "manifest_other_ids";
  // Firefox rejects the whole file for it; Chromium's family passes over what it does not know.
  if (browser === "firefox" && Object.keys(manifest).some((name) => !Object.hasOwn(wanted, name)))
    return "manifest_extra_keys";
  return Object.keys(wanted).some(differs) ? "manifest_broken" : null;
}

function parse(text: string): Fields | null {
  try {
    const parsed = Manifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
