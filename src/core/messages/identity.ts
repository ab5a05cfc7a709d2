/**
 * What our programs are called, and who may talk to the companion. The build puts Chrome's key and Firefox's id
 * into the manifests, `clawkey install` into the host manifests, and the companion checks its caller against them again.
 */

/** Of the native host. */
export const HOST_NAME = "clawkey.host";

/** DER public key, base64: it pins the id of the Chrome build. Its private half was thrown away. */
export const CHROME_PUBLIC_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvrPKuSUfPxPzInothV/6IgNUdxnK1xNMcu3H0hjA8Qy4O6LInQ0sYrb95YOXO0ralM74B+c4Fd/DIxKE+AQzKsoorLjxYbXdrq1qJhUtyJkV2n6Tg1JbnDOiXQO7IFQDwmgaAdYk4uzcP3w+iieUEvHS2sZmR0V6C/ikC3Nb5KmjoD8W13IUT6almUB36MejjPaK3F5kwViCzXCqhusU8k1LSJJPX4ZKCvjFktqdXmBzXIRwFvW1dZDhGwCFK1n7oMYg5p74mQgegT43nBzOD9mxForXKNzbiD/B//3C5HdVUs11hAR3bvfAoRPx01n47rrDAVygCy2BQhwLkh7uWwIDAQAB";

/** First 32 hex digits of the SHA-256 of the key above, 0-f mapped to a-p. */
export const CHROME_EXTENSION_ID = "ebillipcecfchgliebdjlkmaggndjnoa";

/**
 * Every id under which Clawkey runs in Chromium's family. A store gives one of its own at the first upload: add it. None
 * is ever taken out, for whoever has installed that one goes on using it.
 */
export const CHROMIUM_EXTENSION_IDS: readonly string[] = [
  // Unpacked, by the key above.
  CHROME_EXTENSION_ID,
];

export const FIREFOX_EXTENSION_ID = "clawkey@clawkey.extension";
