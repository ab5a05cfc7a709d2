import { describe, expect, it } from "vitest";
import { gatewayView, type GatewayFacts } from "../../../../entrypoints/welcome/gateway-view.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import type { Saved } from "../../../../src/extension/browser/records.ts";
import { statusOf } from "../../../../src/extension/ui/status.ts";
import { GATEWAY } from "../../../helpers/fake-gateway.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const ADDRESS = GATEWAY.path;
const LINE = "openclaw plugins install x; echo ck1-code | openclaw clawkey pair";
const SIGNED_OUT = failure("signed_out");

const view = (changes: Partial<GatewayFacts> = {}) =>
  gatewayView({
    grade: "key",
    address: ADDRESS,
    line: LINE,
    waits: null,
    refused: null,
    ended: null,
    paired: null,
    session: { ok: true, key: sessionKey(KEY_TEXT), expiresAt: null },
    old: [],
    job: null,
    ...changes,
  });

describe("before it is paired, the page", () => {
  it.each([
    [null, "busy", "gateway.looking"],
    ["nothing", "warning", "failure.gateway_not_listening.title"],
    ["something", "busy", "gateway.unknown"],
    ["slow", "warning", "failure.gateway_timeout.title"],
  ] as const)(
    "tells what it knows of the address (%s), and has one thing due: to copy the line",
    (waits, tone, key) => {
      const { status, due, line, paired } = view({ waits });
      expect(status).toMatchObject({ tone, title: { key }, actions: [] });
      expect({ due, line, paired }).toEqual({ due: "copy", line: LINE, paired: null });
    },
  );

  it("names the address where nothing listens", () => {
    expect(view({ waits: "nothing" }).status.title.values).toMatchObject({ address: ADDRESS });
  });

  it("leaves what is wrong with another address in sight, whatever the one before answers", () => {
    const refused = statusOf(failure("gateway_address_refused"));
    expect(view({ waits: "nothing", refused })).toMatchObject({ status: refused, due: "copy", line: LINE });
    expect(view({ ended: "expired", refused }).status.title.key).toBe("gateway.expired");
  });

  it("takes the line away with its ten minutes, and offers a new one", () => {
    const { line, due, status } = view({ ended: "expired" });
    expect({ line, due, title: status.title.key }).toEqual({
      line: null,
      due: "renew",
      title: "gateway.expired",
    });
  });

  it("has nothing to copy where the code came from the terminal", () => {
    expect(view({ line: null, waits: "something" })).toMatchObject({ line: null, due: null });
  });

  it.each([
    ["pairing_code_taken", "copy_command"],
    ["plugin_too_old", "copy_command"],
  ] as const)("says that %s, with the command that helps as the one filled button", (code, action) => {
    const { status, due, line } = view({ ended: failure(code) });
    expect(status).toMatchObject({ title: { key: `failure.${code}.title` }, actions: [action] });
    expect({ due, line }).toEqual({ due: null, line: null });
  });

  it("offers a new code where no command helps", () => {
    expect(view({ ended: failure("plugin_too_new") })).toMatchObject({
      due: "renew",
      status: { tone: "bad" },
    });
  });
});

describe("once it is paired, the page", () => {
  it("says with which OpenClaw, on which machine, and has one thing due: the export", () => {
    const { status, due, button, title } = view({ paired: GATEWAY });
    expect(status).toMatchObject({
      tone: "good",
      title: { values: { version: "2026.9.6", host: "mac-mini" } },
    });
    expect({ due, button, title }).toEqual({
      due: "export",
      button: "export",
      title: "gateway.paired_title",
    });
  });

  it("moves the key where another place may hold one, and names that", () => {
    expect(view({ paired: GATEWAY, old: [CONFIG] })).toMatchObject({ button: "move", old: [CONFIG.path] });
  });

  it("leads to the sign-in first, without saying so twice", () => {
    const { button, due, status } = view({ paired: GATEWAY, session: SIGNED_OUT });
    expect({ button, due, actions: status.actions }).toEqual({
      button: "open_claude",
      due: "export",
      actions: [],
    });
  });

  it("shows an export at work, and what came of it", () => {
    expect(view({ paired: GATEWAY, job: "running" })).toMatchObject({
      isBusy: true,
      status: { tone: "busy" },
    });
    const saved: Saved = { ok: true, path: ADDRESS, changed: true, tightened: false };
    expect(view({ paired: GATEWAY, job: saved }).status.tone).toBe("good");
  });

  it("asks before it takes the place of the user's own value", () => {
    const { status, due } = view({ paired: GATEWAY, job: failure("environment_taken") });
    expect(status).toMatchObject({ actions: ["replace_value"], replaces: "environment" });
    expect(due).toBeNull();
  });

  it("offers to pair again where the gateway has forgotten it", () => {
    const { status, due } = view({
      paired: GATEWAY,
      job: failure("gateway_not_paired", { address: ADDRESS }),
    });
    expect(status.actions).toEqual(["open_pairing"]);
    expect(due).toBeNull();
  });
});
