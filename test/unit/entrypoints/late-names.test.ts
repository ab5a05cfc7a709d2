/** A page's module waits at its top, for the browser or for claude.ai, and is clicked meanwhile. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const pages = globSync("entrypoints/*/*.ts", { cwd: ROOT }).toSorted();

/** The names that have no value yet while the module waits for the last time: those of functions have one from the start. */
function lateNames(code: string): string[] {
  const waits = Array.from(code.matchAll(/^(?:await|if \(.*\bawait|(?:const|let) .*= await)\b/gm)).at(-1);
  if (!waits) return [];
  const after = code.slice(code.indexOf("\n", waits.index));
  return Array.from(after.matchAll(/^(?:const|let|class) (\w+)/gm), ([, name]) => name!);
}

it.each(pages)("%s: nothing that a click may need comes after the module's last wait", (page) => {
  expect(lateNames(readFileSync(path.join(ROOT, page), "utf8"))).toEqual([]);
});

it("finds what comes too late", () => {
  expect(lateNames("const a = 1;\nawait b();\nfunction c() {}\nconst d = () => a;\n")).toEqual(["d"]);
});
