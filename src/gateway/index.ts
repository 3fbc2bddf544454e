/** What HTTP APIs, REST APIs and WebSocket APIs have in common when they answer requests. */

export type { Answer } from '../http/index.ts'
export { type AskedExchange, askingAs, invokeRefusal, maskedArn, requestFacts } from './access.ts'
export {
  type ApiAddress,
  apiAddress,
  apiHost,
  isApiRequest,
  isConnectionCall,
  readApiAddress,
  splitStage,
} from './addresses.ts'
export { AuthorizerAnswers } from './authorizer-answers.ts'
export { readAuthorizerPolicy, saysUnauthorized } from './authorizer-functions.ts'
export { createOnce, type Found } from './creating-once.ts'
export {
  type Domain,
  type DomainMapping,
  domains,
  isDomainName,
  isMapped,
  lettersOf,
  refuseTakenName,
  regionalName,
  regionalZone,
} from './domain-names.ts'
export { badRequest, conflict, noApi, noPart, notFound, notImplemented } from './errors.ts'
export {
  type ApiExchange,
  type ApiHome,
  addedHeaders,
  bytesOf,
  newRequestId,
  newTraceHeader,
  withStageVariables,
} from './exchange.ts'
export { ExecutionLog, type ExecutionLogSettings, shownMap } from './execution-log.ts'
export {
  type AddressedTarget,
  type ApiAnswerer,
  type ApiFront,
  type ApiGateway,
  type ApiKind,
  type ApiTarget,
  apiFront,
  type MappedTarget,
  type SocketAnswerer,
} from './front.ts'
export {
  apiArn,
  authorizerArn,
  executeArn,
  type FunctionOutcome,
  functionOf,
  gatewayCaller,
  type InvokeOptions,
  inTime,
  invokeFor,
} from './functions.ts'
export {
  type Destination,
  hopByHop,
  type NoAnswer,
  type OutgoingRequest,
  proxy,
  sendRequest,
} from './http-proxy.ts'
export { newId, randomOf } from './ids.ts'
export { type FindModel, SchemaError, validate } from './json-schema.ts'
export { type AccessLog, type LogLine, LogLines } from './log-lines.ts'
export { ApiMetrics, type CountedRequest, type Dimensions } from './metrics.ts'
export { OwnNames } from './own-names.ts'
export { callAsRole, type ServiceCall, statusOf } from './service-calls.ts'
export { type Signer, signedHeaders, type UnsignedRequest } from './signing.ts'
export { Throttle } from './throttle.ts'
export { IssuerKeys, type TokenAnswer } from './tokens.ts'
export { callOnWire, type WireCall } from './wire-calls.ts'
export { writeYaml } from './write-yaml.ts'
