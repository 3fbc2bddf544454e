/** Quotas of HTTP and WebSocket APIs, and a few of our own. Source, where not named: API Gateway Developer Guide, "Quotas for HTTP APIs". */

/** Routes of one API. */
export const routesPerApi = 300

/** Integrations of one API. */
export const integrationsPerApi = 300

/** Authorizers of one API. */
export const authorizersPerApi = 10

/** Stages of one API. */
export const stagesPerApi = 10

/** APIs of one account and region. */
export const apisPerRegion = 600

/** The largest payload of a request. Unit: bytes. */
export const payloadBytesMax = 10 * 1024 * 1024

/** The longest wait for an integration, and the usual one. Unit: milliseconds. Source: API Reference, CreateIntegration (TimeoutInMillis). */
export const integrationTimeoutMs = 30_000

/** The shortest wait for an integration. Unit: milliseconds. Source: as above. */
export const integrationTimeoutMsMin = 50

/** How long an authorizer function may take. Unit: milliseconds. Source: "Working with AWS Lambda authorizers for HTTP APIs". */
export const authorizerTimeoutMs = 10_000

/** How long an authorizer's answer may be remembered. Unit: seconds. Source: API Reference, CreateAuthorizer. */
export const authorizerTtlSecondsMax = 3_600

/** The largest document that can be imported. Unit: bytes. Source: "OpenAPI specification support". */
export const documentBytesMax = 10 * 1024 * 1024

/** Items of one page where the caller names no number. Ours: as many as an API may have routes. */
export const pageSize = 300

/** Tags of one resource. Source: API Reference, TagResource. */
export const tagsPerResource = 50

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 50

/** Stages and APIs that are remembered. Ours. */
export const rememberedMax = 1_000

/**
 * The longest wait for an integration of a WebSocket API, and the usual one. Unit: milliseconds. Source: API Reference, CreateIntegration
 * (TimeoutInMillis).
 */
export const socketIntegrationTimeoutMs = 29_000

/** The largest message of a WebSocket API, either way. Unit: bytes. Source: Developer Guide, "Quotas for WebSocket APIs". */
export const messageBytesMax = 128 * 1024

/** The largest frame that a client may send. Unit: bytes. Source: as above. */
export const frameBytesMax = 32 * 1024

/** How long a connection may be silent. Unit: milliseconds. Source: as above, "Idle Connection Timeout". */
export const connectionIdleMs = 600_000

/** How long a connection lasts. Unit: milliseconds. Source: as above, "Connection duration for WebSocket API". */
export const connectionDurationMs = 7_200_000

/** Connections that one node holds; more are refused as throttled. Ours. */
export const connectionsPerNode = 50_000

/** How long a node that gives no sign of life is held for alive, with its connections. Unit: milliseconds. Ours. */
export const nodeTtlMs = 10_000

/** How often a node with connections gives a sign of life. Unit: milliseconds. Ours. */
export const nodeSignMs = 3_000

/** How long another node may take to answer about a connection of its. Unit: milliseconds. Ours. */
export const nodeAnswerMs = 25_000

/** How long a server that stops waits for `$disconnect` of its connections. Unit: milliseconds. Ours. */
export const goodbyesMs = 3_000

/** The longest key of a mapping. Unit: characters. Source: Developer Guide, "Map API stages to a custom domain name for HTTP APIs". */
export const mappingKeyCharactersMax = 300
