import type { RegistryTool } from "../../src/companion/install/changes.ts";

export interface FakeRegistry {
  tool: RegistryTool;
  /** Default values by key. */
  keys: Map<string, string>;
  calls: string[][];
}

/** `reg.exe` with a registry of its own, as far as the companion calls it. */
export function fakeRegistry(existing: readonly string[] = []): FakeRegistry {
  const keys = new Map(existing.map((key) => [key, ""]));
  const calls: string[][] = [];
  const run = (verb: string | undefined, key: string, rest: readonly string[]): boolean => {
    if (verb === "query") {
      const name = rest[0] === "/v" ? `${key}\\${rest[1]}` : key;
      return [...keys.keys()].some((other) => other === name || other.startsWith(`${name}\\`));
    }
    if (verb === "delete") return keys.delete(key);
    keys.set(key, rest[rest.indexOf("/d") + 1]!);
    return verb === "add";
  };
  const tool: RegistryTool = async (args) => {
    calls.push([...args]);
    const [verb, key, ...rest] = args;
    return run(verb, key!, rest) ? "" : null;
  };
  return { tool, keys, calls };
}
