/** The companion as a destination: one of OpenClaw's two files on this machine. */
import {
  PROTOCOL_VERSION,
  RemoveReply,
  SetReply,
  StatusReply,
  VerifyReply,
  type FileReport,
} from "../../core/messages/messages.ts";
import { ask, explain, openAhead } from "../browser/native.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { inFile, type Destination, type Found } from "./destination.ts";

/** The companion itself gives up after 90 s. */
const VERIFY_TIMEOUT_MS = 100_000;

const protocol = PROTOCOL_VERSION;

/** @param file the one that the user has confirmed; the companion writes no other */
export function companion(confirmed: ConfirmedFile): Omit<Required<Destination>, "pulse" | "inform"> {
  const { kind, id } = confirmed;
  const file = { protocol, file: kind, fileId: id } as const;
  return {
    id,
    async status(salt) {
      const reply = await companionStatus(salt);
      return reply.ok ? { ok: true, ...foundIn(reply, confirmed) } : reply;
    },
    async set(key, replace) {
      const foreign = inFile(replace);
      const agreed = foreign === undefined ? {} : { replace: foreign };
      const reply = await ask({ ...file, verb: "set", key: key.reveal(), ...agreed }, SetReply);
      return reply.ok ? { ...reply, file: kind } : reply;
    },
    prepare: openAhead,
    remove: (only) => ask({ ...file, verb: "remove", only }, RemoveReply),
    async verify(onStep, signal) {
      const options = { onStep, signal, timeoutMs: VERIFY_TIMEOUT_MS };
      const result = await ask({ protocol, verb: "verify" }, VerifyReply, options);
      return signal.aborted ? null : result;
    },
  };
}

/** What it reports of itself and of OpenClaw's files. */
export async function companionStatus(salt: string): Promise<Result<StatusReply>> {
  const reply = await ask({ protocol, verb: "status", salt }, StatusReply);
  if (!reply.ok) return reply;
  const { config, dotenv } = reply.files;
  return { ...reply, files: { config: readReport(config), dotenv: readReport(dotenv) } };
}

function foundIn({ files, effective, setAside }: StatusReply, { kind, id }: ConfirmedFile): Found {
  const { fingerprint, problem, ...report } = files[kind];
  // The installation serves other files by now.
  if (report.id !== id) return { there: undefined, problem: failure("file_changed_place"), effective };
  return {
    // One that can't be read may hold a key.
    there: fingerprint ?? (problem ? undefined : null),
    problem,
    effective,
    ...(kind === "config" ? { setAside } : {}),
  };
}

/** A problem of a code that only a newer companion knows is a problem still. */
const readReport = ({ problem, ...report }: FileReport): FileReport => ({
  ...report,
  problem: problem && explain(problem),
});
