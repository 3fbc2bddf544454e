/** An HTTP server that knows nothing of AWS. */
export { BodyError, isReceived, readBody, streamBody } from './body.ts'
export { type HttpAnswer, type HttpClient, HttpFailure, type HttpRequest, httpClient } from './client.ts'
export { nodeHttp } from './node-http.ts'
export { isFromHere, type RequestHead, readHead } from './request-head.ts'
export { type Answer, send } from './send.ts'
export {
  type HttpHandler,
  type HttpServer,
  type HttpServerOptions,
  type IncomingMessage,
  type ServerResponse,
  startHttpServer,
} from './server.ts'
export type { SocketListener, SocketPeer, Upgrade, UpgradeHandler } from './upgrade.ts'
