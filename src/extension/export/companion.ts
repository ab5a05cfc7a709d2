/** The companion as a destination: one of OpenClaw's two files on this machine. */
import {
  PROTOCOL_VERSION,
  RemoveReply,
  SetReply,
  StatusReply,
  VerifyReply,
  type FileReport,
} from "../../core/messages/messages.ts";
import { ask, explain } from "../browser/native.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import type { Destination } from "./destination.ts";

/** The companion itself gives up after 90 s. */
const VERIFY_TIMEOUT_MS = 100_000;

const protocol = PROTOCOL_VERSION;

/** @param file the one that the user has confirmed; the companion writes no other */
export function companion({ kind, id }: ConfirmedFile): Required<Destination> {
  const file = { protocol, file: kind, fileId: id } as const;
  return {
    id,
    status: companionStatus,
    async set(key, replace) {
      const agreed = replace === undefined ? {} : { replace };
      const reply = await ask({ ...file, verb: "set", key: key.reveal(), ...agreed }, SetReply);
      return reply.ok ? { ...reply, file: kind } : reply;
    },
    remove: (only) => ask({ ...file, verb: "remove", only }, RemoveReply),
    async verify(onStep, signal) {
      const options = { onStep, signal, timeoutMs: VERIFY_TIMEOUT_MS };
      const result = await ask({ protocol, verb: "verify" }, VerifyReply, options);
      return signal.aborted ? null : result;
    },
  };
}

export const companionStatus: Required<Destination>["status"] = async (salt) => {
  const reply = await ask({ protocol, verb: "status", salt }, StatusReply);
  if (!reply.ok) return reply;
  const { config, dotenv } = reply.files;
  return { ...reply, files: { config: readReport(config), dotenv: readReport(dotenv) } };
};

/** A problem of a code that only a newer companion knows is a problem still. */
const readReport = ({ problem, ...report }: FileReport): FileReport => ({
  ...report,
  problem: problem && explain(problem),
});
