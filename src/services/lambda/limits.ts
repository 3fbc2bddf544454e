/**
 * Quotas of Lambda. Source, where nothing else is said: Lambda Developer Guide, "Lambda quotas".
 */

/** Unit: characters of a function's name. Source: API Reference, CreateFunction, `FunctionName`. */
export const functionNameCharacters = 64
/** Unit: MB (2^20 bytes). Source: API Reference, CreateFunction, `MemorySize`. */
export const memoryMb = { min: 128, max: 10_240, default: 128 } as const
/** Unit: seconds. */
export const timeoutSeconds = { min: 1, max: 900, default: 3 } as const
/** Unit: MB (2^20 bytes) of `/tmp`. */
export const ephemeralStorageMb = { min: 512, max: 10_240, default: 512 } as const
/** Unit: bytes of all names and values of a function's environment. */
export const environmentBytes = 4096
/** Unit: bytes of a zip that is uploaded inline. */
export const zippedBytes = 50 * 1024 * 1024
/** Unit: bytes of code and layers, unzipped. */
export const unzippedBytes = 262_144_000
/** Unit: bytes of all zips of functions and layers of an account in a region. */
export const codeStorageBytes = 75 * 1024 ** 3
/** Unit: layers of one function. */
export const layerCount = 5
/** Unit: bytes of a synchronous invocation's payload, and of its response. */
export const syncPayloadBytes = 6 * 1024 * 1024
/** Unit: bytes of an asynchronous invocation's payload. */
export const asyncPayloadBytes = 1024 * 1024
/** Unit: bytes of a client context in base64. Source: API Reference, Invoke, `ClientContext`. */
export const clientContextCharacters = 3583
/** Unit: executions of an account in a region at once. */
export const accountConcurrency = 1000
/** Unit: executions at once that reservations must leave to functions without one. */
export const unreservedConcurrencyMin = 100
/** Unit: bytes of a resource policy. */
export const policyBytes = 20_480
/** Unit: tags of one resource. Source: Developer Guide, "Using tags on Lambda functions". */
export const tagCount = 50
/**
 * The largest request. Unit: bytes. A zip of 50 MB is base64 in JSON, a third longer; AWS's own limit for the whole request
 * is 70,167,211 bytes. Source: AWS's message "Request must be smaller than 70167211 bytes for the CreateFunction operation".
 */
export const requestBytes = 70_167_211
/** Functions, versions or aliases on one page of a listing. Source: API Reference, ListFunctions (50 however many are asked for). */
export const pageItems = 50
/** How long an address of code can be used. Unit: milliseconds. Source: API Reference, GetFunction (10 minutes). */
export const downloadMs = 600_000
/** How often a change is tried anew when others changed the same record meanwhile. Unit: attempts. Source: chosen. */
export const commitAttempts = 40
