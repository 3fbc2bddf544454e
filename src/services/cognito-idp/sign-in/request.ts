/** A sign-in under way: who asks, where, and with what. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import type { Client, Pool, User } from '../records.ts'

/** What every step of a sign-in needs. */
export interface SignInRequest {
  readonly context: OperationContext
  readonly pool: Pool
  readonly client: Client
  /** By AdminInitiateAuth and AdminRespondToAuthChallenge. */
  readonly isAdmin: boolean
  /** What an answer to a challenge hands on to functions. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
  /** What the beginning hands on, to two functions alone. Source: API Reference, InitiateAuth, `ClientMetadata`. */
  readonly validationData?: Readonly<Record<string, string>> | undefined
  /** At a pool's own page: takes who has signed in, instead of tokens being made. The page knows the client without its secret. */
  readonly hosted?: (user: User) => Promise<SignInAnswer>
}

/** What a sign-in is answered: a challenge or tokens. */
export type SignInAnswer = Omit<Api.RespondToAuthChallengeResponse, '$metadata'>

/** Parameters or responses of a request. */
export type Given = Readonly<Record<string, string>>

/** A parameter that a step cannot do without. Fails with InvalidParameterException. */
export function need(given: Given, name: string): string {
  const value = given[name]
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}

/** Whether a client hides who exists. Source: Developer Guide, "Managing user existence error responses". */
export function hidesUsers({ settings }: Client): boolean {
  return settings.PreventUserExistenceErrors === 'ENABLED'
}
