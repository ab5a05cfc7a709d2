/** Values for a shape of zod's: mostly such as have it, with something else in one place or the other. */
import fc from "fast-check";
import type * as z from "zod/mini";

type Def = z.core.$ZodTypes["_zod"]["def"];

/** What may stand anywhere. */
const JUNK: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  Number.NaN,
  1e300,
  "",
  "x",
  [],
  {},
  [null],
  { ok: 1 },
];

/** Such as one of our patterns or rules takes. */
const TEXTS = [
  "2026-01-02T03:04:05.678Z",
  "2026-01-02",
  "0123456789abcdef0123456789abcdef",
  "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  "firefox-container-12",
  "claude.ai",
  "EUR",
];

const MISSING = Symbol("missing");

export function valuesLike(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const right = rightFor((schema as unknown as { def: Def }).def);
  return fc.oneof({ weight: 14, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...JUNK) });
}

function rightFor(def: Def): fc.Arbitrary<unknown> {
  switch (def.type) {
    case "string":
      return fc.oneof(fc.constantFrom(...TEXTS), fc.string());
    case "number":
      return fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double());
    case "boolean":
      return fc.boolean();
    case "literal":
      return fc.constantFrom<unknown>(...def.values);
    case "enum":
      return fc.constantFrom<unknown>(...Object.values(def.entries));
    case "array":
      return fc.array(valuesLike(def.element), { maxLength: 3 });
    case "object":
      return objectLike(def.shape);
    case "union":
      return fc.oneof(...def.options.map(valuesLike));
    case "pipe":
      return valuesLike(def.in);
    case "nullable":
      return fc.oneof(fc.constant(null), valuesLike(def.innerType));
    case "optional":
      return fc.oneof(fc.constant(undefined), valuesLike(def.innerType));
    case "catch":
      return valuesLike(def.innerType);
    default:
      return fc.anything();
  }
}

function objectLike(shape: Readonly<Record<string, z.core.$ZodType>>): fc.Arbitrary<object> {
  const missing = { weight: 1, arbitrary: fc.constant(MISSING) };
  const fields = Object.entries(shape).map(([name, field]) => [
    name,
    fc.oneof({ weight: 9, arbitrary: valuesLike(field) }, missing),
  ]);
  const more = fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ more: 1 }) },
  );
  return fc
    .tuple(fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>), more)
    .map(([known, also]) => {
      const given = Object.entries(known).filter(([, value]) => value !== MISSING);
      return Object.assign(Object.fromEntries(given), also);
    });
}
