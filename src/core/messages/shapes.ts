/** How a value from outside is checked: against a shape of valibot's. */
import * as v from "valibot";

/** JSON can spell an infinite one. */
export const Finite = v.pipe(v.number(), v.finite());

/** What of the value the shape knows; undefined where it has another. */
export function shaped<S extends v.GenericSchema>(shape: S, value: unknown): v.InferOutput<S> | undefined {
  const result = v.safeParse(shape, value);
  return result.success ? result.output : undefined;
}
