/** Folders of programs that will be gone some day, and with them what was noted. */
import { tmpdir } from "node:os";
import path from "node:path";

const PASSING: readonly RegExp[] = [
  // As long as the shell, or the user's session: fnm's links to the real folder, say.
  /[\\/]fnm_multishells[\\/]/,
  /^\/run\/user\//,
  // As long as nobody tidies up.
  /^\/(private\/)?(tmp|var\/tmp|var\/folders)\//,
  /[\\/]_npx[\\/]/,
  // Until Nix collects what no profile keeps: the packages of a nix-shell.
  /^\/nix\/store\//,
];

export function isPassing(folder: string): boolean {
  const inside = path.join(folder, path.sep);
  return PASSING.some((kind) => kind.test(inside)) || inside.startsWith(path.join(tmpdir(), path.sep));
}
