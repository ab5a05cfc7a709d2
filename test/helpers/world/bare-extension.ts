import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** An extension that does nothing: a stranger to Clawkey, or the floor that its popup is measured against. */
export interface BareExtension extends AsyncDisposable {
  folder: string;
}

/** One page, popup.html, and no permission. */
export async function bareExtension(): Promise<BareExtension> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-bare-"));
  const manifest = {
    manifest_version: 3,
    name: "Bare",
    version: "1",
    action: { default_popup: "popup.html" },
  };
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(path.join(folder, "popup.html"), "<!doctype html><title>Bare</title><p>Bare</p>");
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
