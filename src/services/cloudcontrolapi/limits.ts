/** How long a request can be asked for. Unit: milliseconds (7 days). Source: Cloud Control API User Guide, "Managing resource operation requests". */
export const requestKeptMs = 7 * 24 * 60 * 60 * 1000

/** How long a client token names its request. Unit: milliseconds (36 hours). Source: Cloud Control API Reference, CreateResource, ClientToken. */
export const clientTokenMs = 36 * 60 * 60 * 1000

/** Resources or requests on a page when nobody says how many. Unit: items. Source: API Reference, ListResources, MaxResults. */
export const pageSize = 20

/** Requests of an account and region that are worked on at once on one node. Unit: requests. Source: chosen. */
export const requestsAtOnce = 16

/** How often a change is tried that others keep getting ahead of. Unit: attempts. Source: chosen. */
export const commitAttempts = 20

/** When clients shall ask again after a request that is under way. Unit: milliseconds. Source: chosen, work here is short. */
export const retryAfterMs = 50
