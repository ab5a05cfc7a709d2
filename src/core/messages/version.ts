import manifest from "../../../package.json" with { type: "json" };

/** Of the companion, as the extension and `--version` report it. */
export const version: string = manifest.version;
