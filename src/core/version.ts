/** A file of its own: whoever imports it has all of package.json in its bundle. */
import manifest from "../../package.json" with { type: "json" };

/** Of every program: they are built from one tree. */
export const version: string = manifest.version;
