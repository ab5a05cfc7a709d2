/** The group about help: a report that shows all that it will copy. */
import { failure } from "../../src/core/messages/failures.ts";
import { aboutThisBrowser } from "../../src/extension/browser/about.ts";
import { hasClaudePermission, hasNativePermission } from "../../src/extension/browser/permissions.ts";
import type { Policy } from "../../src/extension/browser/policy.ts";
import type { Records } from "../../src/extension/browser/records.ts";
import { loadCachedUsages } from "../../src/extension/browser/storage.ts";
import { writeToClipboard } from "../../src/extension/export/copy.ts";
import { element, onClick } from "../../src/extension/ui/dom.ts";
import { notice, statusOf } from "../../src/extension/ui/status.ts";
import type { Answers } from "./openclaw.ts";
import { reportOf } from "./report.ts";
import { tell } from "./tell.ts";

const report = element("report", HTMLElement);

export function bindHelp(): void {
  onClick("copy-report", async () => {
    const copied = await writeToClipboard(report.textContent);
    tell(
      copied
        ? { ...notice("options.report_copied"), tone: "good", fresh: true }
        : statusOf(failure("clipboard_refused")),
    );
  });
}

export async function showHelp(records: Records, answers: Answers, policy: Policy): Promise<void> {
  const [kept, claude, native] = await Promise.all([
    loadCachedUsages(),
    hasClaudePermission(records.consent?.grade ?? "numbers"),
    hasNativePermission(),
  ]);
  const facts = {
    about: aboutThisBrowser(),
    permissions: { claude, native },
    policy,
    records,
    ...answers,
    usage: kept.at(-1) ?? null,
  };
  report.textContent = reportOf(facts, new Date());
}
