/** What has not its shape counts as absent. */
import * as z from "zod/mini";

/** ISO 8601, UTC, as `toISOString` writes it. */
export const Time = z.string().check(z.refine((text) => new Date(text).toJSON() === text));

// oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
export const or = <S extends z.ZodMiniType>(schema: S, absent: z.output<S>) => z.catch(schema, absent);

export const orNull = <S extends z.ZodMiniType>(schema: S) => or(z.nullable(schema), null);

/** Entries that have not their shape are left out. */
export const listOf = <S extends z.ZodMiniType>(entry: S) =>
  z.pipe(
    or(z.array(z.unknown()), []),
    z.transform((entries) =>
      entries.flatMap((one): z.output<S>[] => {
        const parsed = entry.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );
