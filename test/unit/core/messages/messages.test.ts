import { Failure } from "../../../../src/core/messages/failures.ts";
import { HOST_NAME } from "../../../../src/core/messages/identity.ts";
import { describe, expect, it } from "vitest";
import { Effect, PROTOCOL_VERSION, Request, SetReply } from "../../../../src/core/messages/messages.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";

const ID = "0123456789abcdef0123456789abcdef";
const COMMON = { protocol: PROTOCOL_VERSION, destination: "local" };
const STATUS = { ...COMMON, verb: "status", salt: ID };
const SET = { ...COMMON, verb: "set", file: "config", fileId: ID, key: KEY_TEXT };
const REMOVE = { ...COMMON, verb: "remove", file: "dotenv", fileId: ID };
const RESTART = { ...COMMON, verb: "restart" };

it("The host has a name that every browser takes", () => {
  expect(HOST_NAME).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
});

describe("A request", () => {
  it.each([[STATUS], [SET], [REMOVE], [RESTART]])("of a known verb is understood: %j", (request) => {
    expect(Request.parse(request)).toEqual(request);
  });

  it.each([
    ["an id in capitals", { ...SET, fileId: ID.toUpperCase() }],
    ["an id that is too long", { ...SET, fileId: `${ID}0` }],
    ["an id with a line behind it", { ...SET, fileId: `${ID}\n` }],
    ["no key", { ...SET, key: undefined }],
    ["a key that no frame should carry", { ...SET, key: "x".repeat(1025) }],
    ["a salt of another length", { ...STATUS, salt: ID.slice(1) }],
    ["a file of another kind", { ...REMOVE, file: "gateway" }],
    ["another destination", { ...REMOVE, destination: "remote" }],
    ["another protocol", { ...STATUS, protocol: PROTOCOL_VERSION + 1 }],
    ["a field too many", { ...STATUS, path: "/tmp" }],
    ["a field that belongs to another verb", { ...STATUS, file: "config" }],
    ["a command of the caller's", { ...RESTART, command: "stop" }],
  ])("with %s is not", (_, request) => {
    expect(Request.safeParse(request).success).toBe(false);
  });
});

describe("A reply", () => {
  it("may bring fields that an older extension does not know", () => {
    const reply = { ok: true, path: "/x", changed: true, tightened: false, effect: { effective: true } };
    expect(SetReply.parse({ ...reply, later: 1 })).toEqual(reply);
    expect(Failure.parse({ ok: false, code: "disk_full", later: 1 })).toEqual({
      ok: false,
      code: "disk_full",
    });
  });

  it.each([
    ["a failure that is none", Failure, { ok: true, code: "disk_full" }],
    ["an effect without its source", Effect, { effective: false, path: null }],
    ["an effect of an unknown source", Effect, { effective: false, source: "keychain", path: null }],
  ])("is not taken for %s", (_, schema, reply) => {
    expect(schema.safeParse(reply).success).toBe(false);
  });

  it("with a code of a later companion says that the two don't understand each other", () => {
    const reply = { ok: false, code: "toString" };
    expect(Failure.parse(reply)).toEqual({ ok: false, code: "protocol_unsupported" });
  });
});
