import { expect, it } from "vitest";
import { gatewayReadingOf } from "../../../../entrypoints/options/gateway-reading.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import type { StatusAnswer } from "../../../../src/core/pairing/answers.ts";
import { GATEWAY, gatewayAnswer, KEPT } from "../../../helpers/fake-gateway.ts";

const reading = (answer: Parameters<typeof gatewayReadingOf>[1]) => gatewayReadingOf(GATEWAY, answer);

it.each<[string, Partial<StatusAnswer>, string]>([
  ["no key", { key: null }, "options.reads_none"],
  ["this browser's key", { key: KEPT }, "options.reads_exported"],
  ["another browser's key", { key: { ...KEPT, isYours: false } }, "options.gateway_other_browser"],
  ["the user's own value", { key: KEPT, environment: { fingerprint: null } }, "options.gateway_environment"],
])("says that the gateway uses %s", (_, answer, key) => {
  expect(reading(gatewayAnswer(answer)).what.key).toBe(key);
});

it("names OpenClaw's version and machine, as it is told now, and the digits", () => {
  const { from, pairing } = reading(gatewayAnswer({ openclaw: "2026.10.1", host: "other-name" }));
  expect(from).toMatchObject({ values: { version: "2026.10.1", host: "other-name" } });
  expect(pairing).toMatchObject([{ values: { digits: GATEWAY.digits } }]);
});

it("counts the other browsers, and says nothing where there are none", () => {
  expect(reading(gatewayAnswer({ browsers: 3 })).pairing.at(-1)).toMatchObject({
    key: "options.gateway_others",
    count: 2,
  });
  expect(reading(gatewayAnswer({ browsers: 1 })).pairing).toHaveLength(1);
});

it("says before the answer and without one what was known when they were paired", () => {
  expect(reading(null).what.key).toBe("options.gateway_asking");
  const { what, from } = reading(failure("gateway_not_listening", { address: GATEWAY.path }));
  expect(what).toMatchObject({
    key: "failure.gateway_not_listening.title",
    values: { address: GATEWAY.path },
  });
  expect(from).toMatchObject({ values: { version: GATEWAY.openclaw, host: GATEWAY.host } });
});
