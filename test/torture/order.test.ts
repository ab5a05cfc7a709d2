/** The order of a write, as the system sees it: no moment at which a power cut could find half a file. */
import path from "node:path";
import { expect, it } from "vitest";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { homeWith } from "../helpers/openclaw-home.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { needsTrace, tempFileOf, tracedSet } from "./shipped-set.ts";

/** Every call that can change a file, and those that make changes lasting or look at them. */
const CALLS =
  "openat,open,creat,read,pread64,readv,preadv,write,pwrite64,writev,pwritev,fsync,fdatasync,sync_file_range," +
  "rename,renameat,renameat2,unlink,unlinkat,truncate,ftruncate,fallocate,copy_file_range,sendfile,link,linkat," +
  "symlink,symlinkat,chmod,fchmod,fchmodat,mkdir,mkdirat,rmdir";

const CHANGES = /^(p?write|creat|f?truncate|fallocate|copy_file_range|sendfile|link|symlink|f?chmod|unlink)/;

needsTrace();

it.each<FileKind>(["config", "dotenv"])(
  "The %s is replaced by: lock, temp file of 0600, all bytes, fsync, re-read, rename, fsync of the folder, unlock",
  (target) => {
    const old = SEED_TEXT[target](OTHER_KEY_TEXT);
    const home = homeWith({ [target]: old });
    const file = home.paths[target];
    const bytes = Buffer.byteLength(old);
    const [lock, temp, folder] = [`${file}.lock`, tempFileOf(file), path.dirname(file)];
    // OTHER_KEY_TEXT and KEY_TEXT are of one length, so that the new file is as long as the old one.
    const { calls, reply } = tracedSet(home, target, ["-e", `trace=${CALLS}`]);
    expect(reply).toMatchObject({ ok: true, changed: true });

    const at = (name: string, call: string, what: string, rest: string): [string, number] => [
      name,
      calls.findIndex((line) => line.startsWith(`${call}(`) && line.includes(what) && line.includes(rest)),
    ];
    const order = [
      at("lock", "openat", `"${lock}"`, "O_CREAT|O_EXCL"),
      at("temp file", "openat", `"${temp}"`, "O_CREAT|O_EXCL|O_TRUNC|O_CLOEXEC, 0600) ="),
      at("all bytes", "write", `<${temp}>`, ` = ${bytes}`),
      at("fsync", "fsync", `<${temp}>`, " = 0"),
      at("re-read", "read", `<${temp}>`, ` = ${bytes}`),
      at("rename", "rename", `"${temp}", "${file}"`, " = 0"),
      at("folder's fsync", "fsync", `<${folder}>`, " = 0"),
      at("unlock", "unlink", `"${lock}"`, " = 0"),
    ];
    console.log(target, Object.fromEntries(order));
    expect(order.filter(([, position]) => position < 0)).toEqual([]);
    expect(order.toSorted(([, a], [, b]) => a - b)).toEqual(order);

    const opened = calls.filter((line) => line.includes(`"${file}"`) && line.startsWith("open"));
    expect(opened.filter((line) => !line.includes("O_RDONLY"))).toEqual([]);
    const changes = calls.filter(
      (line) => CHANGES.test(line) && (line.includes(`<${file}>`) || line.includes(`"${file}"`)),
    );
    expect(changes).toEqual([]);
    // Nothing changes the temp file between its fsync and its new name, nor the new file after that.
    const synced = order.find(([name]) => name === "fsync")![1];
    const late = calls.slice(synced).filter((line) => CHANGES.test(line) && line.includes(`<${temp}>`));
    expect(late).toEqual([]);
    expect(calls.filter((line) => line.startsWith("rename"))).toHaveLength(1);
  },
);
