/**
 * What an administrator has fixed for this browser, and how it narrows what the user chose. It adds nothing to that: a
 * choice that goes further than the policy counts as not made. `docs/policy.md` has the fields.
 */
import { browser } from "wxt/browser";
import { readAddress } from "../gateway/address.ts";
import type { Records, Settings } from "./records.ts";

export interface Policy {
  /** Where alone a key may go. */
  target?: NonNullable<Settings["target"]> | undefined;
  /** Of the one gateway that counts. */
  gatewayAddress?: string | undefined;
  allowAutoSync?: boolean | undefined;
  /** Else no more than numbers may leave the browser. */
  allowKey?: boolean | undefined;
  /** What nobody can make sense of. It fixes nothing. */
  ignored: string[];
}

/** Firefox rejects where there is no policy. */
export const readPolicy = async (): Promise<Policy> =>
  policyOf(await browser.storage.managed.get().catch(() => ({})));

/** Calls back when it was changed. Chromium brings it some seconds after an extension's first start. */
export function whenPolicyChanges(callback: () => unknown): void {
  browser.storage.managed.onChanged.addListener(callback);
}

/** @param managed as the browser hands it over, which need not have our schema's shape */
export function policyOf(managed: Record<string, unknown>): Policy {
  const { target, gatewayAddress, allowAutoSync, allowKey } = managed;
  const address = typeof gatewayAddress === "string" && readAddress(gatewayAddress);
  const policy = {
    target: TARGETS.find((one) => one === target),
    gatewayAddress: address && address.ok ? address.address : undefined,
    allowAutoSync: typeof allowAutoSync === "boolean" ? allowAutoSync : undefined,
    allowKey: typeof allowKey === "boolean" ? allowKey : undefined,
  };
  const read = Object.entries(policy).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return { ...policy, ignored: Object.keys(managed).filter((name) => !read.includes(name)) };
}

const TARGETS = ["companion", "gateway", "clipboard", "picked"] as const;

/** Whether a key may go there. */
export const allows = ({ target }: Policy, to: Settings["target"]): boolean =>
  target === undefined || target === to;

/** The choices that count. None of them is lost: what a policy no longer forbids is there again. */
export function narrowed(records: Records, policy: Policy): Records {
  const { consent, settings } = records;
  const { gateway, target } = settings;
  const isOtherGateway = policy.gatewayAddress !== undefined && gateway?.path !== policy.gatewayAddress;
  // Nothing but a gateway takes the numbers, and the target is about keys.
  const isTargetAllowed = consent?.grade !== "key" || allows(policy, target);
  return {
    ...records,
    consent: consentWithin(consent, policy),
    settings: {
      ...settings,
      target: isTargetAllowed ? target : null,
      gateway: isOtherGateway ? null : gateway,
    },
  };
}

/** Whoever agreed to hand the key over is asked anew, and what had gone out is taken out then. */
function consentWithin(consent: Records["consent"], policy: Policy): Records["consent"] {
  if (consent?.grade === "key" && policy.allowKey === false) return null;
  return consent && policy.allowAutoSync === false ? { ...consent, autoSync: false } : consent;
}
