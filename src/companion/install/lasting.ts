/** Folders of programs that will be gone some day, and with them what was noted. */
import { tmpdir } from "node:os";
import path from "node:path";

/** As long as the shell, or the user's session: fnm's links to the real folder, say. */
const OF_A_SHELL: readonly RegExp[] = [/[\\/]fnm_multishells[\\/]/, /^\/run\/user\//];

const PASSING: readonly RegExp[] = [
  ...OF_A_SHELL,
  // As long as nobody tidies up.
  /^\/(private\/)?(tmp|var\/tmp|var\/folders)\//,
  /[\\/]_npx[\\/]/,
  // Until Nix collects what no profile keeps: the packages of a nix-shell.
  /^\/nix\/store\//,
];

export const endsWithShell = (folder: string): boolean => isOneOf(OF_A_SHELL, folder);

export const isPassing = (folder: string): boolean =>
  isOneOf(PASSING, folder) || path.join(folder, path.sep).startsWith(path.join(tmpdir(), path.sep));

const isOneOf = (kinds: readonly RegExp[], folder: string): boolean =>
  kinds.some((kind) => kind.test(path.join(folder, path.sep)));
