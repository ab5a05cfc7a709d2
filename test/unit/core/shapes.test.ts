/** The packages for browsers have `src/core/shapes.ts` in the place of `zod/mini`. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as zod from "zod/mini";
import * as shapes from "../../../src/core/shapes.ts";
import { valuesLike } from "../../helpers/values-like.ts";

/** Every module of which the extension loads a shape. One after the other: the order counts. */
async function loadAll(): Promise<void> {
  await import("../../../src/core/claude/answer.ts");
  await import("../../../src/core/claude/cookies.ts");
  await import("../../../src/core/claude/organizations.ts");
  await import("../../../src/core/claude/plan.ts");
  await import("../../../src/core/claude/spend.ts");
  await import("../../../src/core/claude/windows.ts");
  await import("../../../src/core/messages/messages.ts");
  await import("../../../src/core/pairing/answers.ts");
  await import("../../../src/extension/browser/containers.ts");
  await import("../../../src/extension/browser/cookies.ts");
  await import("../../../src/extension/browser/native.ts");
  await import("../../../src/extension/browser/records.ts");
}

interface Reads {
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

/** These read nothing by themselves: they stand in a check, or behind a shape. */
const PARTS = ["refine", "transform"];

const reads = (made: unknown): made is Reads =>
  typeof made === "object" && made !== null && "safeParse" in made;

/** All shapes that our modules make by these functions, in the order in which they make them. */
async function shapesMadeBy(library: object): Promise<Reads[]> {
  const made: Reads[] = [];
  const noted = Object.entries(library).map(([name, make]) => [
    name,
    typeof make === "function"
      ? (...args: unknown[]) => {
          const result: unknown = (make as (...all: unknown[]) => unknown)(...args);
          if (reads(result) && !PARTS.includes(name)) made.push(result);
          return result;
        }
      : make,
  ]);
  vi.resetModules();
  vi.doMock("zod/mini", () => Object.fromEntries(noted) as object);
  await loadAll();
  return made;
}

function read(shape: Reads, value: unknown) {
  const { success, data } = shape.safeParse(value);
  return success ? { data } : "refused";
}

let byZod: Reads[];
let byOurs: Reads[];

beforeAll(async () => {
  byZod = await shapesMadeBy(zod);
  byOurs = await shapesMadeBy(shapes);
});

afterAll(() => {
  vi.doUnmock("zod/mini");
  vi.resetModules();
});

describe("the shapes in the packages for browsers", () => {
  it("are all those that zod would make", () => {
    expect(byZod.length).toBeGreaterThan(200);
    expect(byOurs).toHaveLength(byZod.length);
  });

  it("take, refuse and hand on what zod does, whatever they are given", () => {
    for (const [at, zods] of byZod.entries()) {
      const ours = byOurs[at]!;
      fc.assert(
        fc.property(valuesLike(zods as unknown as zod.ZodMiniType), (value) =>
          isDeepStrictEqual(read(ours, value), read(zods, value)),
        ),
        { numRuns: 150 },
      );
    }
  });

  it("throw where something must have the shape and has not", () => {
    expect(shapes.string().parse("text")).toBe("text");
    expect(() => shapes.string().parse(1)).toThrow(TypeError);
  });
});
