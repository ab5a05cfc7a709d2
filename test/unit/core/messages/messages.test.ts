import { describe, expect, it } from "vitest";
import {
  Effect,
  PROTOCOL_VERSION,
  ReceivedFailure,
  SetReply,
  StatusReply,
  VerifyProgress,
  VerifyReply,
} from "../../../../src/core/messages/messages.ts";
import { Request } from "../../../../src/core/messages/requests.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";

const ID = "0123456789abcdef0123456789abcdef";
const protocol = PROTOCOL_VERSION;
const STATUS = { protocol, verb: "status", salt: ID };
const SET = { protocol, verb: "set", file: "config", fileId: ID, key: KEY_TEXT };
const REMOVE = { protocol, verb: "remove", file: "dotenv", fileId: ID, only: null };
const VERIFY = { protocol, verb: "verify" };

describe("A request", () => {
  it.each([STATUS, SET, REMOVE, { ...REMOVE, only: { salt: ID, fingerprint: ID } }, VERIFY])(
    "of a known verb is understood: %j",
    (request) => {
      expect(Request.parse(request)).toEqual(request);
    },
  );

  it.each([
    ["an id in capitals", { ...SET, fileId: ID.toUpperCase() }],
    ["an id that is too long", { ...SET, fileId: `${ID}0` }],
    ["an id with a line behind it", { ...SET, fileId: `${ID}\n` }],
    ["no id", { ...SET, fileId: undefined }],
    ["no key", { ...SET, key: undefined }],
    ["a key that no frame should carry", { ...SET, key: "x".repeat(1025) }],
    ["a salt of another length", { ...STATUS, salt: ID.slice(1) }],
    ["a file of another kind", { ...REMOVE, file: "gateway" }],
    ["a path for its file", { ...SET, file: "/tmp/canary" }],
    ["no word on which key may go", { ...REMOVE, only: undefined }],
    ["a mark without its salt", { ...REMOVE, only: { fingerprint: ID } }],
    ["another protocol", { ...STATUS, protocol: PROTOCOL_VERSION + 1 }],
    ["an unknown verb", { protocol, verb: "restart" }],
    ["a prototype's name for its verb", { protocol, verb: "constructor" }],
    ["a field too many", { ...STATUS, path: "/tmp" }],
    ["a field that belongs to another verb", { ...STATUS, file: "config" }],
    ["a command of the caller's", { ...VERIFY, command: "stop" }],
  ])("with %s is not", (_, request) => {
    expect(Request.safeParse(request).success).toBe(false);
  });
});

describe("A reply", () => {
  it("may bring fields that an older extension does not know", () => {
    const reply = { ok: true, path: "/x", changed: true, tightened: false, effect: { effective: true } };
    expect(SetReply.parse({ ...reply, later: 1 })).toEqual(reply);
    const failure = { ok: false, code: "disk_full", detail: { path: "/x" } };
    const later = { ...failure, later: 1, detail: { ...failure.detail, source: "keychain", step: "plugin" } };
    expect(ReceivedFailure.parse(later)).toEqual(failure);
  });

  it("may name a source that an older extension does not know, and says the rest all the same", () => {
    const place = { source: "keychain", path: "/x" };
    const known = { ...place, source: "elsewhere" };
    expect(Effect.parse({ effective: false, ...place })).toEqual({ effective: false, ...known });
    const effective = { ...place, fingerprint: null };
    expect(StatusReply.shape.effective.parse(effective)).toEqual({ ...effective, ...known });
    expect(VerifyReply.shape.source.parse("keychain")).toBe("elsewhere");
  });

  it.each([
    ["a failure that is none", ReceivedFailure, { ok: true, code: "disk_full" }],
    ["an effect without its source", Effect, { effective: false, path: null }],
    ["progress that is the reply", VerifyProgress, { ok: true, step: "key" }],
  ])("is not taken for %s", (_, schema, reply) => {
    expect(schema.safeParse(reply).success).toBe(false);
  });

  it("with a code of a later companion says that the two don't understand each other", () => {
    const reply = { ok: false, code: "toString" };
    expect(ReceivedFailure.parse(reply)).toEqual({ ok: false, code: "protocol_unsupported" });
  });
});
