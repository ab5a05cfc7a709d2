/** What claude.ai might answer of a plan's usage, today or one day. */
import fc from "fast-check";

/** Like the real answer, with anything at all in any place. */
const NO_NUMBERS = [null, undefined, "", [], {}, 1e308, -1e308, Number.NaN, Infinity, "41", true];
const junk = fc.oneof({ weight: 3, arbitrary: fc.jsonValue() }, fc.constantFrom(...NO_NUMBERS));
const percent = fc.oneof({ weight: 4, arbitrary: fc.double({ min: -50, max: 150 }) }, junk);
const time = fc.oneof(
  { weight: 2, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
  fc.constantFrom("2026-07-01T12:00:00+00:00", "soon", "1", null),
  junk,
);
const field = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary }, junk);
const NAMES = ["Haiku", "haiku", "5H", "Week", "Opus", "Extra usage", " ", "<b>x</b>", "__proto__", "\ud800"];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "grapheme" }));
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  field(fc.record(fields, { requiredKeys: [] }));
const usedAnyhow = record({ utilization: percent, resets_at: time, more: junk });
const anyLimit = record({
  percent,
  is_active: field(fc.boolean()),
  resets_at: time,
  scope: record({ model: record({ id: field(name), display_name: field(name) }) }),
});
export const usageAnswers = record({
  five_hour: usedAnyhow,
  seven_day: usedAnyhow,
  seven_day_sonnet: usedAnyhow,
  seven_day_opus: usedAnyhow,
  limits: field(fc.array(anyLimit, { maxLength: 6 })),
  extra_usage: record({ is_enabled: field(fc.boolean()), utilization: percent }),
  ["__proto__"]: junk,
  of_tomorrow: junk,
});
