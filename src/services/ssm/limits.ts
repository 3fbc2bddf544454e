/**
 * Quotas of Parameter Store.
 * Source: AWS General Reference, "AWS Systems Manager endpoints and quotas"; Systems Manager User Guide,
 * "Managing parameter tiers", "Working with parameter versions" and "Working with parameter labels".
 */

/** Unit: characters of a value in the standard tier. */
export const standardValueCharacters = 4096
/** Unit: characters of a value in the advanced tier. */
export const advancedValueCharacters = 8192

/** Unit: parameters of one account in one region. */
export const standardParameterCount = 10_000
/** Unit: parameters of one account in one region. */
export const advancedParameterCount = 100_000

/** Unit: versions of one parameter that are kept, the current one included. */
export const versionCount = 100
/** Unit: labels on one version. */
export const labelCount = 10
/** Unit: policies on one parameter. */
export const policyCount = 10
/** Unit: levels of a name, the last part included. */
export const hierarchyLevelCount = 15
/** Unit: characters of a parameter's ARN. Source: API Reference, PutParameter, `Name`. */
export const arnCharacters = 1011
/** Unit: tags on one parameter. Source: API Reference, AddTagsToResource. */
export const tagCount = 50
/** Unit: bytes of a resource policy. Source: API Reference, ResourcePolicyLimitExceededException. */
export const resourcePolicyBytes = 1024

/** Unit: parameters on a page of GetParametersByPath. Source: API Reference, `MaxResults`. */
export const pathPageCount = 10
/**
 * Unit: parameters on a page of DescribeParameters when the caller names no number; at most 50 may be asked for.
 * UNVERIFIED: the API Reference names no default.
 */
export const describePageCount = 10
/** Unit: versions on a page of GetParameterHistory. Source: API Reference, `MaxResults`. */
export const historyPageCount = 50
/**
 * Unit: records looked at for one page of a filtered listing; then the page is answered short, with a token, as AWS
 * does when it "reaches an internal limit" (API Reference, DescribeParameters). Ours: it bounds the work of a request.
 */
export const scannedRecordCount = 1000

/** Unit: milliseconds that checking one value against an AllowedPattern may take. Ours: keeps a slow pattern from stopping the server. */
export const patternTimeMs = 1_000
