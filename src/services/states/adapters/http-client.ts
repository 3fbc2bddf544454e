/** Requests that tasks make: to HTTP endpoints, and to APIs. */
export { type HttpAnswer, HttpFailure, httpClient } from '../../../http/index.ts'
