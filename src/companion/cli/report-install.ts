/** What `install` and `uninstall` did, and what they found, in lines for people. */
import { join, sep } from "node:path";
import { FAILURES, type Failure } from "../../core/messages/failures.ts";
import { sandboxCommand } from "../doctor/advice.ts";
import { sandboxFinding, type Found } from "../doctor/findings.ts";
import { placeOf } from "../install/browsers.ts";
import type { Unpacked } from "../install/extension.ts";
import type { Sandboxed } from "../install/find-browsers.ts";
import type { InstallResult } from "../install/install.ts";
import type { PlannedHost } from "../install/plan.ts";
import type { Uninstalled } from "../install/uninstall.ts";
import type { Surroundings } from "../this-process.ts";
import { failureText, heldName } from "../../openclaw/words/failure-text.ts";
import { list } from "../../openclaw/words/words.ts";
import { phrase, type Phrase } from "./words.ts";

const NOWHERE: Surroundings = { viaSudo: false, inWsl: false };

export function installLines(
  result: InstallResult,
  dryRun: boolean,
  { viaSudo, inWsl }: Surroundings = NOWHERE,
): string[] {
  const { sandboxed = [] } = "sandboxed" in result ? result : {};
  return [
    ...("hosts" in result ? registrationLines(result, dryRun) : failureLines(result)),
    ...(viaSudo && !result.ok && result.code === "no_browser_found" ? [phrase("without_sudo")] : []),
    ...sandboxed.flatMap(sandboxLines),
    ...(inWsl ? [phrase("doctor_in_wsl")] : []),
  ];
}

function sandboxLines(browser: Sandboxed): string[] {
  const finding = sandboxFinding(browser);
  const command = sandboxCommand(finding);
  return command === undefined ? [findingText(finding)] : [findingText(finding), `  ${command}`];
}

function registrationLines(result: Extract<InstallResult, { hosts: unknown }>, dryRun: boolean): string[] {
  const { launcher, hosts, extensions, changes } = result;
  return [
    ...hosts.map((host) => phrase(hostPhrase(host, dryRun), { browser: host.browser, place: placeOf(host) })),
    ...(result.ok ? [] : failureLines(result)),
    ...(dryRun
      ? [
          ...changes
            .filter(({ path: changed }) => !extensions.some(({ folder }) => isBelow(folder, changed)))
            .map((change) => phrase(`would_${change.do}`, { path: change.path })),
          ...extensions.map(({ folder }) => phrase("would_unpack", { folder })),
          phrase("dry_run"),
        ]
      : [phrase("registered_launcher", { path: launcher }), ...extensions.flatMap(extensionLines)]),
  ];
}

const isBelow = (folder: string, file: string): boolean => file.startsWith(join(folder, sep));

/** Where the browser has to be told by hand: what to click. What is loaded already, it loads anew by itself. */
function extensionLines({ family, folder, version, state, browsers }: Unpacked): string[] {
  if (state === "updated") return [phrase("extension_updated", { folder, version })];
  const heading = phrase("load_extension", { browsers: list(browsers) || family });
  const file = join(folder, "manifest.json");
  return family === "chromium"
    ? [heading, phrase("load_chromium_open"), phrase("load_chromium_pick", { folder })]
    : [
        heading,
        phrase("load_firefox_open"),
        phrase("load_firefox_pick", { file }),
        phrase("load_firefox_lasts"),
      ];
}

function hostPhrase({ changed, found }: PlannedHost, dryRun: boolean): Phrase {
  if (!changed) return found ? "registered_already" : "prepared_already";
  if (dryRun) return found ? "would_register" : "would_prepare";
  return found ? "registered" : "prepared";
}

/** Only what was not done, and what to do about it. */
export function failureLines(result: Extract<InstallResult, { ok: false }>): string[] {
  if (isShared(result)) return [failureText(result)];
  if (result.code !== "registration_failed") return [phrase(result.code, result.detail)];
  const failed = result.failed.map(({ errno, ...values }) =>
    errno ? phrase("not_registered", { ...values, errno }) : phrase("not_registered_key", values),
  );
  return [...failed, phrase(result.code)];
}

/** Whether its words stand where the extension's pages find them too. */
const isShared = (result: Extract<InstallResult, { ok: false }>): result is Failure =>
  Object.hasOwn(FAILURES, result.code);

export function uninstallLines({ removed, failed, extension }: Uninstalled, dryRun: boolean): string[] {
  if (removed.length + failed.length === 0) return [phrase("nothing_installed")];
  return [
    ...removed.map((place) => phrase(dryRun ? "would_uninstall" : "uninstalled", { place })),
    ...failed.map(({ path, errno }) =>
      errno ? phrase("not_removed", { path, errno }) : phrase("not_removed_key", { path }),
    ),
    ...(extension && !dryRun ? [phrase("uninstalled_extension")] : []),
    ...(failed.length > 0 ? [phrase("uninstall_failed")] : []),
  ];
}

const KIND_NAMES = { snap: "Snap", flatpak: "Flatpak" } as const;

/** What is wrong and what to do about it. */
export const findingText = ({ code, detail }: Found): string =>
  phrase(`doctor_${code}`, {
    ...detail,
    kind: detail.kind && KIND_NAMES[detail.kind],
    holds: heldName(detail.holds),
  });
