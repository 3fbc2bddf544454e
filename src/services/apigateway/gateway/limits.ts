/** Bounds of requests to REST APIs. Source, where not named: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */

/** APIs, stages and deployments that are remembered. Ours. */
export const rememberedApisMax = 500

/** The largest payload of a request or an answer. Unit: bytes. */
export const payloadBytesMax = 10 * 1024 * 1024

/** The longest wait for an integration where it says nothing. Unit: milliseconds. */
export const integrationTimeoutMs = 29_000

/** How long an authorizer function may take. Unit: milliseconds. Source: UNVERIFIED; as long as HTTP APIs' may. */
export const authorizerTimeoutMs = 29_000

/** How long an authorizer's answer is remembered where nothing is said. Unit: seconds. Source: API Reference, CreateAuthorizer. */
export const authorizerTtlSeconds = 300

/** How long an answer stays in a stage's cache where nothing is said. Unit: seconds. Source: "Cache settings for REST APIs". */
export const cacheTtlSeconds = 300

/** The largest answer that a cache takes. Unit: bytes. Source: as above, 1048576 bytes. */
export const cachedBytesMax = 1_048_576

/** Bytes of answers that the caches of all stages hold on one node. Ours. */
export const cacheBytesMax = 64 * 1024 * 1024

/** How often quotas that were read are read anew. Unit: milliseconds. Ours. */
export const keyRememberedMs = 1_000
