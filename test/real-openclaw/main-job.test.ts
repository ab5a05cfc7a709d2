import { expect } from "vitest";
import { runClawkey } from "./clawkey.ts";
import { SCOPE_MISSING, test, windowsOf } from "./fixture.ts";
import { usageWindows } from "./openclaw.ts";

const CONFIG = "// my gateway\n{\n  gateway: { mode: 'local' }, // at home\n}\n";
const DOTENV = "# mine\nTZ=Europe/Zurich\n";

/** The seed's own promise, for every version of OpenClaw (CLAWKEY_OPENCLAW). */
test.for(["config", "dotenv"] as const)(
  "OpenClaw shows the windows after `set --target %s`, and what it showed before after `remove`",
  async (target, { files, openclawWithToken: openclaw, standin }) => {
    await files.put("config", CONFIG);
    await files.put("dotenv", DOTENV);
    const set = await runClawkey(openclaw.home, ["set", "--target", target], standin.signIn());
    expect(set.reply).toMatchObject({ ok: true, changed: true, effect: { effective: true } });
    const [fiveHours, week] = windowsOf(standin.account()).windows;
    // The limits of single models, behind these, came with later versions.
    expect((await usageWindows(openclaw)).windows.slice(0, 2)).toMatchObject([fiveHours, week]);

    const remove = await runClawkey(openclaw.home, ["remove", "--target", target]);
    expect(remove.reply).toMatchObject({ ok: true, changed: true });
    expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);
    expect(await files.read("config")).toBe(CONFIG);
    expect(await files.read("dotenv")).toBe(DOTENV);
  },
);
