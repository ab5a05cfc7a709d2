/** All that the popup knows, in one place. What it shows is a function of it: view.ts. */
import type { Result } from "../../src/core/messages/failures.ts";
import type { Policy } from "../../src/extension/browser/policy.ts";
import type { CopyFormat, Records, Saved } from "../../src/extension/browser/records.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import type { lookAt } from "../../src/extension/extension.ts";
import type { Proof } from "../../src/extension/ui/proof.ts";
import type { PlanUsage } from "../../src/extension/usage/plan-usage.ts";

/** What a look at the destination tells. An export tells it too, and at once. */
export type OpenClaw =
  | { state: "asked" }
  | {
      state: "answered";
      answer: Awaited<ReturnType<typeof lookAt>>;
      /** As it was noted when the answer came. */
      lastExport: Records["lastExport"];
    }
  | { state: "exported"; effective: boolean };

/** What the user clicked, and what came of it so far. */
export type Click =
  | { kind: "export"; result: "running" | Result<Saved>; proof?: Proof }
  | { kind: "send"; result: "running" | Result }
  | { kind: "copy"; format: CopyFormat; result: "running" | Result; cleared?: boolean };

export type Job = Click & { id: number };

export interface Facts {
  session: OpenedSession;
  /** Of the session's key, as the records have it; null where there is none. */
  fingerprint: string | null;
  records: Records;
  policy: Policy;
  /** Null while nobody knows. */
  usage: PlanUsage | null;
  openClaw: OpenClaw | null;
  /** The last click; null before the first. */
  job: Job | null;
}

/** @param show is called with the first facts, and after every change */
export function keepFacts(first: Facts, show: (facts: Facts) => void) {
  let facts = first;

  /**
   * @param jobId of the job that this is an answer to; left out where it is news of its own
   * @returns false where a later click has made it old: then it is dropped
   */
  const set = (change: Partial<Facts>, jobId?: number): boolean => {
    if (jobId !== undefined && jobId !== facts.job?.id) return false;
    facts = { ...facts, ...change };
    show(facts);
    return true;
  };

  /** @returns the id for `set` */
  const begin = (click: Click): number => {
    const id = (facts.job?.id ?? 0) + 1;
    set({ job: { ...click, id } });
    return id;
  };

  show(facts);
  return { current: () => facts, set, begin };
}
