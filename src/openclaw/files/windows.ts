/**
 * How to write on Windows is handed in by whoever may start a process, for that is what it takes. Without it a file gets
 * the rights of its folder: a plugin inside OpenClaw has no such module at all.
 */
type OnWindows = typeof import("./on-windows.ts");

let load: (() => Promise<OnWindows>) | undefined;

export function writeOnWindowsBy(loader: () => Promise<OnWindows>): void {
  load = loader;
}

export const onWindows = async (platform: NodeJS.Platform): Promise<OnWindows | undefined> =>
  platform === "win32" ? load?.() : undefined;
