/** Connections and API destinations as they are kept. Instants in milliseconds since the epoch. */
import type { Home } from './names.ts'

export type ConnectionState = 'AUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZED' | 'DEAUTHORIZING' | 'DELETING'
export type AuthorizationType = 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY'

/** A header, parameter of a query, or member of a body that goes along with requests. */
export type HttpParameter = { readonly key: string; readonly value: string; readonly secret: boolean }
export type HttpParameters = {
  readonly headers?: readonly HttpParameter[]
  readonly query?: readonly HttpParameter[]
  readonly body?: readonly HttpParameter[]
}

/** What authorises requests. */
export type Authorization = {
  readonly basic?: { readonly username: string; readonly password: string }
  readonly apiKey?: { readonly name: string; readonly value: string }
  readonly oauth?: {
    readonly clientId: string
    readonly clientSecret: string
    readonly endpoint: string
    readonly method: string
    readonly parameters?: HttpParameters
  }
  readonly invocation?: HttpParameters
}

export type AccessToken = { readonly value: string; readonly expiresAt?: number }

export type Connection = Home & {
  readonly name: string
  readonly id: string
  readonly description?: string
  readonly type: AuthorizationType
  readonly authorization?: Authorization
  readonly kmsKeyIdentifier?: string
  readonly state: ConnectionState
  readonly stateReason?: string
  /** The name of the secret, which Secrets Manager shows. */
  readonly secretName: string
  readonly secretArn?: string
  /** Of OAuth, once it has been fetched. */
  readonly token?: AccessToken
  readonly createdAt: number
  readonly modifiedAt: number
  readonly authorizedAt?: number
}

export type ApiDestination = Home & {
  readonly name: string
  readonly id: string
  readonly description?: string
  readonly connectionArn: string
  readonly endpoint: string
  readonly method: string
  readonly ratePerSecond?: number
  readonly createdAt: number
  readonly modifiedAt: number
}
