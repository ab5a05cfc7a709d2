/**
 * How OpenClaw 2026.9.6 comes from claude.ai's answer to windows, told step by step as its own code goes about it
 * (`provider-usage.fetch.claude`) and without ours: what src/claude is compared with.
 */
interface Window {
  label: string;
  usedPercent: number;
  resetAt: number | null;
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

const wordsOf = (value: unknown): string | undefined =>
  (typeof value === "string" ? value.trim() : "") || undefined;

const clamp = (value: number): number => Math.max(0, Math.min(100, value));

function timeOf(value: unknown): number | null {
  const time = typeof value === "string" ? new Date(value).getTime() : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

export function windowsByOpenClaw(answer: unknown): Window[] {
  const usage = fieldsOf(answer) ?? {};
  const windows: Window[] = [];

  function readWindow(name: string, label: string, hasReset: boolean): boolean {
    const fields = fieldsOf(usage[name]);
    const utilization = numberOf(fields?.["utilization"]);
    if (utilization === undefined) return false;
    windows.push({
      label,
      usedPercent: clamp(utilization),
      resetAt: hasReset ? timeOf(fields?.["resets_at"]) : null,
    });
    return true;
  }

  readWindow("five_hour", "5h", true);
  readWindow("seven_day", "Week", true);
  if (!readWindow("seven_day_sonnet", "Sonnet", false)) readWindow("seven_day_opus", "Opus", false);

  const known = new Set(windows.map(({ label }) => label.toLowerCase()));
  const limits: unknown[] = Array.isArray(usage["limits"]) ? usage["limits"] : [];
  for (const entry of limits) {
    const limit = fieldsOf(entry);
    const percent = numberOf(limit?.["percent"]);
    if (!limit || limit["is_active"] === false || percent === undefined) continue;
    const model = fieldsOf(fieldsOf(limit["scope"])?.["model"]);
    const label = wordsOf(model?.["display_name"]) ?? wordsOf(model?.["id"]);
    if (label === undefined || known.has(label.toLowerCase())) continue;
    known.add(label.toLowerCase());
    windows.push({ label, usedPercent: clamp(percent), resetAt: timeOf(limit["resets_at"]) });
  }

  const extra = fieldsOf(usage["extra_usage"]);
  const utilization = numberOf(extra?.["utilization"]);
  if (extra?.["is_enabled"] === true && utilization !== undefined)
    windows.push({ label: "Extra usage", usedPercent: clamp(utilization), resetAt: null });
  return windows;
}
