/** What came of the last click, in the popup's one status. */
import type { Saved } from "../../src/extension/browser/records.ts";
import { proofStatus, type Proof } from "../../src/extension/ui/proof.ts";
import { SENDING } from "../../src/extension/ui/numbers-status.ts";
import {
  clearedStatus,
  copiedStatus,
  notice,
  savedStatus,
  statusOf,
  type Status,
} from "../../src/extension/ui/status.ts";
import { withOtherOrganization, type UsageFacts } from "../../src/extension/ui/usage-status.ts";
import { message } from "../../src/extension/ui/words.ts";
import type { Job } from "./facts.ts";

/** A second click would only wait for the first one's result. */
export const isRunning = (job: Job): boolean => job.kind !== "copy" && job.result === "running";

/** Null where that has nothing to say yet. */
export function jobStatus(job: Job, usage: UsageFacts | null): Status | null {
  switch (job.kind) {
    case "export":
      if (job.result === "running") return { ...notice("popup.exporting", "popup.writing"), tone: "busy" };
      return job.result.ok ? exportedStatus(job.result, job.proof, usage) : statusOf(job.result);
    case "send":
      if (job.result === "running") return SENDING;
      // What is stored tells more of either end: when, or until when to wait.
      return null;
    case "copy":
      if (job.result === "running") return null;
      if (job.cleared !== undefined) return clearedStatus(job.cleared);
      return job.result.ok ? withOtherOrganization(copiedStatus(job.format), usage) : statusOf(job.result);
  }
}

/** An export ends with OpenClaw's own word. Whatever that is, the key is saved, and what the write has to tell is told. */
function exportedStatus(saved: Saved, proof: Proof | undefined, usage: UsageFacts | null): Status {
  const written = savedStatus(saved);
  if (!proof || written.tone !== "good") return written;
  const word = withOtherOrganization(proofStatus(proof, usage), usage);
  const [, ...more] = written.text;
  if ("step" in proof) {
    const text = word.text.map((step) => message("popup.saved_step", { step }));
    return { ...word, title: message("popup.exporting"), text };
  }
  if (proof.ok) return { ...word, fresh: true, text: [...word.text, ...more] };
  // Nothing is wrong with what was done; there is only nobody to ask.
  if (proof.code === "openclaw_missing")
    return {
      ...word,
      tone: "good",
      title: written.title,
      text: [sentence(word.title), ...word.text, ...more],
    };
  return { ...word, text: [sentence(written.title), ...word.text, ...more] };
}

const sentence = (fact: Status["title"]) => message("sentences.one", { fact });
