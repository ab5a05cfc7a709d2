/** By its full path: a program of that name in the current folder must not be started instead. */
export const windowsTool = (name: string): string =>
  `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32\\${name}.exe`;
