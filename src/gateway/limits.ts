/** Limits that HTTP APIs and REST APIs share, most of them our own. */

/** Buckets, APIs and names that are remembered. Ours. */
export const rememberedMax = 1_000

/** Answers of authorizers that are remembered for each stage. Ours. */
export const authorizerAnswersMax = 1_000

/** How long the issuer of tokens may take to show its keys. Unit: milliseconds. Source: API Gateway Developer Guide, "Controlling access to HTTP APIs with JWT authorizers". */
export const issuerTimeoutMs = 1_500

/** How long an issuer's keys may be used before they are fetched anew. Unit: milliseconds. Source: as above, two hours. */
export const issuerKeysMs = 7_200_000

/** How long a key that an issuer did not have is not asked for again, whoever names it: issuers are not flooded. Unit: milliseconds. Ours. */
export const issuerAgainMs = 10_000

/** Lines of logs that wait to be written, for each stream; more are left out. Ours. */
export const logLinesMax = 10_000

/** Lines of logs in one call. Source: CloudWatch Logs API Reference, PutLogEvents, keeps ten times as many. */
export const logLinesPerCall = 1_000

/** Characters of one event of an execution log; longer ones are cut. Source: "Set up CloudWatch logging for REST APIs", 1024 bytes of payloads. */
export const logCharactersMax = 1_024
