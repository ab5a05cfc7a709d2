/**
 * Where the secrets are kept that this browser shares with gateways, each by `PairedGateway.id`. No script can read
 * one, ours neither; only the browser's own file has its bytes.
 */
import { objectStore } from "./object-store.ts";

export const secrets = objectStore<CryptoKey>("pairing", "secrets");
