/** `openclaw clawkey pair` as OpenClaw calls it, with what Commander makes of its options. */
import { describe, expect, it, vi } from "vitest";
import type { PluginApi, PluginCommand } from "../../../../src/plugin/api.ts";
import { addCommands } from "../../../../src/plugin/cli/program.ts";
import { pluginGateway } from "../../../helpers/plugin-gateway.ts";

describe("The option --json of pair", () => {
  type Action = Parameters<PluginCommand["action"]>[0];

  async function run(options: Record<string, unknown>) {
    const { host } = await pluginGateway();
    const actions = new Map<string, Action>();
    const command = (name: string): PluginCommand => ({
      command,
      description: () => command(name),
      option: () => command(name),
      allowExcessArguments: () => command(name),
      action(action) {
        actions.set(name, action);
        return this;
      },
    });
    await addCommands(command("clawkey"), host, {} as PluginApi);
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const exitBefore = process.exitCode;
    try {
      await actions.get("pair")!(options, { args: ["no code"] });
      return { exit: process.exitCode, out: out.mock.calls.join(""), errors: errors.mock.calls.join("") };
    } finally {
      process.exitCode = exitBefore;
      out.mockRestore();
      errors.mockRestore();
    }
  }

  it("prints text where it is off, as without it", async () => {
    for (const options of [{ json: "off" }, {}]) {
      const { exit, out, errors } = await run(options);
      expect({ exit, out }).toEqual({ exit: 1, out: "" });
      expect(errors).toMatch(/^That is not a whole code/);
    }
  });

  it("prints one object", async () => {
    const { exit, out, errors } = await run({ json: true });
    expect({ exit, errors }).toEqual({ exit: 1, errors: "" });
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: "code_mistyped" });
  });

  it("takes no other value", async () => {
    const { exit, errors } = await run({ json: "on" });
    expect(exit).toBe(2);
    expect(errors).toMatch(/^Invalid option/);
  });
});
