/** Quotas of REST APIs, and a few of our own. Source, where not named: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 50

/** Items of one page where the caller names no number. Source: API Reference, GetRestApis. */
export const pageSizeDefault = 25

/** Items of one page at most. Source: as above. */
export const pageSizeMax = 500

/** Regional APIs of one account and region. Unit: APIs. Source: as named above. */
export const apisPerRegion = 600

/** Resources of one API. */
export const resourcesPerApi = 300

/** Stages of one API. */
export const stagesPerApi = 10

/** Authorizers of one API. */
export const authorizersPerApi = 10

/** Parts of documentation of one API. */
export const documentationPartsPerApi = 2_000

/** API keys of one account and region. Unit: keys. */
export const apiKeysPerRegion = 10_000

/** Usage plans of one account and region. */
export const usagePlansPerRegion = 300

/** Usage plans of one API key. */
export const usagePlansPerKey = 10

/** Client certificates of one account and region. */
export const certificatesPerRegion = 60

/** VPC links of one account and region. Unit: links. */
export const vpcLinksPerRegion = 20

/** Names of one's own of one account and region. */
export const domainsPerRegion = 120

/** Mappings of one name. */
export const mappingsPerDomain = 200

/** The largest definition that can be imported. Unit: bytes. Source: as named above, 6 MB. */
export const definitionBytesMax = 6 * 1024 * 1024

/** How deeply schemas of definitions may lie in one another. Unit: levels. Ours. */
export const schemaDepthMax = 64

/** Tags of one resource. */
export const tagsPerResource = 50

/** Compression may begin at this size at most. Unit: bytes. Source: API Reference, CreateRestApi. */
export const compressionBytesMax = 10_485_760

/** How long an integration may take, at least and at most, and what it may where nothing is named. Unit: milliseconds. */
export const integrationTimeoutMsMin = 50
export const integrationTimeoutMs = 29_000

/** The same for answers that are streamed. Unit: milliseconds. Source: Developer Guide, "Stream the integration response". */
export const streamingTimeoutMs = 900_000

/** How long an authorizer's answer may be remembered, and how long it is where nothing is named. Unit: seconds. Source: API Reference, CreateAuthorizer. */
export const authorizerTtlSecondsMax = 3_600
export const authorizerTtlSecondsDefault = 300

/** The longest resource policy. Unit: bytes. */
export const policyBytesMax = 8_192

/** The shortest value of an API key. Unit: characters. Source: Developer Guide, "API Gateway API key file format". */
export const apiKeyValueLengthMin = 20

/** The longest value of an API key. Unit: characters. Source: as above. */
export const apiKeyValueLengthMax = 128

/** How long client certificates are valid. Unit: days. Source: Developer Guide, "Generate a client certificate": 365 days. */
export const certificateDays = 365

/** Days that a report of usage covers at most. Source: API Reference, GetUsage: 90 days, kept for as many. */
export const usageDaysMax = 90
