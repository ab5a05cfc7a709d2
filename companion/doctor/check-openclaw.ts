/** What in OpenClaw's own settings and copies the user should know about. Only told, never changed. */
import { findMember, parseTree, valueOf } from "../../src/openclaw/config-tree.ts";
import { valueAt } from "../../src/openclaw/config-value.ts";
import { copiesWithKey } from "../openclaw-copies.ts";
import type { Place } from "../operations.ts";
import { isConfigReadOnly, type OpenClawPaths } from "../paths.ts";
import { readPlainFile } from "../read-plain-file.ts";
import { fine, warning, type Finding } from "./finding.ts";

/** Larger configs are not edited either. */
const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

export async function checkOpenClaw({ paths, env }: Pick<Place, "paths" | "env">): Promise<Finding[]> {
  const path = paths.config;
  const copies = await copiesWithKey(paths);
  return [
    ...(copies.length === 0 ? [fine("openclaw", "copies_clean")] : []),
    ...copies.map((copy) => warning("openclaw", "copy_with_key", { path: copy })),
    ...(isConfigReadOnly(env) ? [warning("openclaw", "config_read_only", { path })] : []),
    ...((await isReloadOff(paths)) ? [warning("openclaw", "reload_off", { path })] : []),
  ];
}

/** `gateway.reload.mode` in `openclaw.json` itself; a `gateway` that comes by `$include` is not looked into. */
async function isReloadOff({ config }: OpenClawPaths): Promise<boolean> {
  const text = await readPlainFile(config, MAX_CONFIG_BYTES);
  const tree = text === null ? undefined : parseTree(text);
  const gateway = tree && findMember(tree.root, "gateway");
  return gateway !== undefined && valueAt(valueOf(tree!.text, gateway), ["reload", "mode"]) === "off";
}
