/** The largest body of a call whose service names no limit of its own. Unit: bytes. Source: DynamoDB's 16 MB requests are the largest among the services with plain bodies. */
export const requestBytesMaxDefault = 16 * 1024 * 1024

/** The largest body that is read to learn which service it is for. Unit: bytes. Source: an unsigned query request carries at most a web identity token or a SAML assertion (100,000 characters; STS API reference). */
export const unidentifiedBytesMax = 1024 * 1024

/** How long the rest of a body is taken in when its request has been answered. Unit: milliseconds. Source: chosen; half of nginx's lingering_timeout (5 s). */
export const refusedLingerMs = 2_500
