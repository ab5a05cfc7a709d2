/** A module of Node's that tells of each file before it opens it. @param names of its functions that open one */
export function tellingOpenings<Module extends object>(
  actual: Module,
  names: readonly (keyof Module)[],
  opening: (file: unknown) => void,
): Module {
  const telling = names.map((name) => {
    const open = actual[name] as (...args: unknown[]) => unknown;
    const tell = (...args: unknown[]) => {
      opening(args[0]);
      return open(...args);
    };
    return [name, tell] as const;
  });
  return Object.assign({ ...actual }, Object.fromEntries(telling));
}
