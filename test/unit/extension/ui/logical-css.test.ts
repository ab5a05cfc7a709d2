/** A page turns round with its language, because its styles name no side of the screen. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const FILES = globSync("{entrypoints,src,public}/**/*.css", { cwd: ROOT });

const SIDES = "left|right|top|bottom";
const PHYSICAL = [
  new RegExp(`^(${SIDES})$`),
  new RegExp(`^(margin|padding|border|inset|scroll-margin|scroll-padding)-(${SIDES})\\b`),
  /^(min-|max-)?(width|height)$/,
  /^overflow-[xy]$/,
  /^overscroll-behavior-[xy]$/,
];

/** Declarations that name a side, or give left and right sizes of their own. */
function physicalIn(css: string): string[] {
  const declarations = css
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .matchAll(/(?<=[{;]\s*)([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g);
  return Array.from(declarations, ([, property = "", value = ""]) => ({ property, value: value.trim() }))
    .filter(({ property, value }) => namesSide(property, value))
    .map(({ property, value }) => `${property}: ${value}`);
}

function namesSide(property: string, value: string): boolean {
  if (PHYSICAL.some((form) => form.test(property))) return true;
  // "0 1px 0 2px": the second is the right side, the fourth the left one.
  if (/^(margin|padding|inset|border-(width|style|color))$/.test(property)) {
    const [, right, , left] = value.split(/\s+(?![^(]*\))/);
    return left !== undefined && left !== right;
  }
  return new RegExp(`\\b(${SIDES}|translateX)\\b`).test(value);
}

it.each(FILES)("%s names no side of the screen", (file) => {
  expect(physicalIn(readFileSync(path.join(ROOT, file), "utf8"))).toEqual([]);
});

it("is held by what finds each way to name one", () => {
  expect(FILES.length).toBeGreaterThan(1);
  const all = [
    "margin-left: 0",
    "border-top-color: red",
    "border-bottom-left-radius: 0",
    "max-width: 3rem",
    "left: 0",
    "text-align: right",
    "overflow-x: auto",
    "padding: 0 1px 0 calc(2px + 1px)",
    "background: url(a.png) left",
    "transform: translateX(3px)",
  ];
  expect(physicalIn(`/* left: 1 */ @media (min-width: 3rem) { p {${all.join("; ")};} }`)).toEqual(all);
  const logical = ["margin: 0 1px 0 1px", "inset-inline-start: 0", "inline-size: 1px", "--left: 1px"];
  expect(physicalIn(`p{${logical.join(";")}}`)).toEqual([]);
});
