/** A request on its way through a REST API. */
import type { Integration, Method, MethodSetting, Stage } from '@aws-sdk/client-api-gateway'
import type { Caller } from '../../../dispatch/index.ts'
import type { ApiExchange, ExecutionLog } from '../../../gateway/index.ts'
import type { Flushes } from '../records.ts'
import type { CompiledDeployment } from './compiled.ts'

/** A stage as this request meets it: a canary has another deployment and other variables. */
export interface RestStage {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  readonly view: Stage
  /** What was remembered before the last one is not answered again. */
  readonly flushes: Flushes
  readonly deploymentId: string
  readonly isCanary: boolean
}

/** A request that a method was found for. */
export interface RestExchange extends ApiExchange {
  readonly stage: RestStage
  readonly deployed: CompiledDeployment
  readonly resource: { readonly id: string; readonly path: string }
  readonly rest: Method
  /** The method's, over those of all methods. */
  readonly settings: MethodSetting
  /** As they stand in the address. */
  readonly pathParameters: Readonly<Record<string, string>>
  /** The path as it was asked, with the stage or the mapping's key. */
  readonly wholePath: string
  /** Of the mapping that led here; absent: the API's own address did. */
  readonly mappingKey?: string
  readonly extendedRequestId: string
  readonly facts: RestFacts
  readonly log: ExecutionLog
  /** Where requests are tried without being sent: nothing is counted, cached or throttled. */
  readonly isTest: boolean
}

/** What becomes known on the way. */
export interface RestFacts {
  /** Who signed the request. */
  caller?: Caller
  /** What an authorizer says, as events and templates have it. */
  authorizer?: AuthorizerFacts
  apiKey?: { readonly id: string; readonly value: string }
  /** What goes with an answer of API Gateway itself. */
  error?: { readonly message: string; readonly type: string; readonly validation?: string }
  integrationError?: string
  integrationStatus?: number
  /** Unit: milliseconds. */
  integrationLatencyMs?: number
  integrationRequestId?: string
  /** Of the stage's cache. */
  cache?: 'hit' | 'miss'
  status?: number
  responseBytes?: number
}

/** An authorizer's answer. */
export interface AuthorizerFacts {
  readonly principalId?: string
  /** Of a user pool. */
  readonly claims?: Readonly<Record<string, string>>
  /** What a function says: texts. */
  readonly context?: Readonly<Record<string, string>>
  /** The key that requests count for. */
  readonly usageIdentifierKey?: string
  /** Unit: milliseconds. */
  readonly latencyMs?: number
  readonly error?: string
}

/** The integration of a method; those without one answer nothing. */
export function integrationOf({ rest }: Pick<RestExchange, 'rest'>): Integration | undefined {
  return rest.methodIntegration
}
