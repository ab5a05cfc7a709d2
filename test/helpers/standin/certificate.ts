import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export interface Certificate {
  cert: string;
  key: string;
  /** The certificate alone, on disk: what `NODE_EXTRA_CA_CERTS` takes. */
  caFile: string;
}

/**
 * A self-signed certificate for the hosts, made by the `openssl` command. It is its own authority and lives for
 * two days, so it can do no harm should it be trusted by mistake.
 */
export async function makeCertificate(hosts: readonly string[], folder: string): Promise<Certificate> {
  const caFile = path.join(folder, "stand-in.pem");
  const keyFile = path.join(folder, "stand-in-key.pem");
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  await openssl(
    ["req", "-x509", "-noenc", "-days", "2", "-keyout", keyFile, "-out", caFile],
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    ["-subj", "/CN=Stand-in for local tests", "-addext", `subjectAltName=${names}`],
  );
  const [cert, key] = await Promise.all([readFile(caFile, "utf8"), readFile(keyFile, "utf8")]);
  // From here on the key is needed in memory only.
  await rm(keyFile);
  return { cert, key, caFile };
}

async function openssl(...args: string[][]): Promise<void> {
  try {
    await promisify(execFile)("openssl", args.flat());
  } catch (cause) {
    throw new Error("the stand-in needs the openssl command, version 3 or later, for its certificate", {
      cause,
    });
  }
}
