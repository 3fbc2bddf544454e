/**
 * HTTP requests as events for functions, and what functions answer as HTTP responses: payload format 2.0, which function URLs and
 * HTTP APIs share, and the prelude of responses that stream.
 */
export { textOfBody } from './body-types.ts'
export { type Arrival, forwardedHeaders } from './forwarded.ts'
export { frontEndHeaders, isSendable, latin } from './headers.ts'
export {
  type EventFacts,
  type HttpRequest,
  type IamIdentity,
  logTime,
  requestEvent,
} from './request-event.ts'
export { type FirstFormatFacts, firstFormatEvent, listParameters } from './request-event-1.ts'
export { type HttpResponse, readResponse } from './response.ts'
export { type FirstFormatResponse, mergedHeaders, readFirstFormatResponse } from './response-1.ts'
export { httpResponseType, type Prelude, PreludeSplitter, preludeBytesMax } from './streamed-response.ts'
