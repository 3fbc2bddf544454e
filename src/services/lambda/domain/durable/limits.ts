/** Quotas of durable executions. */

/** Unit: bytes of an operation's payload. Source: AWS's durable execution SDKs, which split what is larger. */
export const operationPayloadBytes = 256 * 1024
/** Unit: bytes of an error as JSON; must be smaller. Source: AWS's testing package for Python. */
export const errorBytes = 32 * 1024
/** Unit: bytes of what a chained invocation takes or gives. Source: AWS's testing package for Python. */
export const chainedPayloadBytes = 1024 * 1024
/** Unit: bytes of operations that come with an invocation; the rest is read page by page. Source: as above. */
export const statePageBytes = 5 * 1024 * 1024
/** Unit: operations of a page of state, events, executions. Source: API Reference, `MaxItems`. */
export const pageItems = { default: 100, max: 1000 } as const
/** Invocations that may fail in a row before the execution does. Source: AWS's testing package for Python. */
export const failedInvocationsMax = 5
/** Answers in a row that say to wait while nothing is waited for. Unit: invocations. Source: as above. */
export const idleInvocationsMax = 3
/** Unit: milliseconds before a failed invocation is repeated. Source: as above. */
export const invocationRetryMs = 5000
/** Unit: seconds. A synchronous invocation cannot outlast it. Source: Developer Guide, "Invoking durable functions". */
export const synchronousSeconds = 900
/** Unit: days that ended executions are kept when the function does not say. Source: API Reference, DurableConfig. */
export const retentionDaysDefault = 14
