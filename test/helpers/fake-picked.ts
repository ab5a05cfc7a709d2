/** A picked file in memory, with what the browser does to it: what is written is beside it until it is closed. */
import type { PickedHandle } from "../../src/extension/browser/picked-file.ts";

export interface FakePicked {
  handle: PickedHandle;
  bytes: Uint8Array<ArrayBuffer>;
  lastModified: number;
  /** Every call that could change it, in order. */
  calls: string[];
  /** By the call: what happens before it. */
  before: Partial<Record<"getFile" | "createWritable" | "write" | "close", () => void>>;
}

export function fakePicked(name: string, content: string | Uint8Array<ArrayBuffer>): FakePicked {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const fake: FakePicked = { handle: null!, bytes, lastModified: 1, calls: [], before: {} };
  const call = (what: string, before?: () => void) => {
    fake.calls.push(what);
    before?.();
  };
  const handle = {
    name,
    async getFile() {
      fake.before.getFile?.();
      const [now, lastModified] = [fake.bytes, fake.lastModified];
      return { size: now.length, lastModified, arrayBuffer: async () => now.slice().buffer };
    },
    async createWritable(how: object) {
      call(`createWritable ${JSON.stringify(how)}`, fake.before.createWritable);
      let beside: Uint8Array<ArrayBuffer> | null = null;
      return {
        async write(written: Uint8Array<ArrayBuffer>) {
          call("write", fake.before.write);
          beside = written.slice();
        },
        async close() {
          call("close", fake.before.close);
          fake.bytes = beside ?? new Uint8Array();
          fake.lastModified += 1;
        },
        async abort() {
          call("abort");
        },
      };
    },
  };
  fake.handle = handle as unknown as PickedHandle;
  return fake;
}
