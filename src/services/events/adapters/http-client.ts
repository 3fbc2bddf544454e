/** Requests to addresses beyond this server: API destinations, and where their tokens come from. */
export { type HttpAnswer, type HttpClient, HttpFailure, httpClient } from '../../../http/index.ts'
