import fc from "fast-check";
import { expect, it } from "vitest";
import { spendIn } from "../../../../src/core/claude/spend.ts";

const ON = { is_enabled: true, used_credits: 1240, monthly_limit: 2000, utilization: 62, currency: "USD" };
const spend = (changes: object) => spendIn({ extra_usage: { ...ON, ...changes } });

it("extra usage is read as claude.ai tells it, in the currency's smallest unit", () => {
  expect(spend({})).toEqual({ used: 1240, limit: 2000, percent: 62, currency: "USD" });
});

it("null is not 0: neither a share nor an amount nor a limit is made up", () => {
  expect(spend({ utilization: null })).toMatchObject({ used: 1240, percent: null });
  expect(spend({ used_credits: null })).toMatchObject({ used: null, percent: 62 });
  expect(spend({ monthly_limit: null })).toMatchObject({ limit: null });
  expect(spend({ used_credits: null, utilization: null })).toBeNull();
  expect(spend({ used_credits: 0, utilization: 0 })).toMatchObject({ used: 0, percent: 0 });
});

it.each([
  ["off", { is_enabled: false }],
  ["not quite on", { is_enabled: "true" }],
])("extra usage that is %s is none", (_, changes) => {
  expect(spend(changes)).toBeNull();
});

it("a share stays within its bounds, and a currency is one", () => {
  expect(spend({ utilization: 140 })).toMatchObject({ percent: 100 });
  expect(spend({ utilization: -1 })).toMatchObject({ percent: 0 });
  for (const currency of ["usd", "<b>", 7, null])
    expect(spend({ currency })).toMatchObject({ currency: null });
});

it("whatever is answered, nothing is thrown", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void spendIn(value)));
  fc.assert(fc.property(fc.jsonValue(), (value) => void spend({ used_credits: value, utilization: value })));
});
