/**
 * Who sends a request. In local mode any well-formed key is accepted: one that was issued here speaks for its owner, any other
 * for the root of an account. In enforcing mode only keys that were issued here are, and their signatures must be right.
 */
import { AwsError } from '../aws/aws-error.ts'
import {
  type AccountId,
  type Partition,
  parseAccountId,
  parseRegion,
  partitionOf,
  type Region,
} from '../aws/identifiers.ts'
import type { Credential, Principal } from '../aws/principal.ts'
import type { Clock } from '../base/clock.ts'
import type { OperationModel } from '../models/index.ts'
import type { RequestHead } from './request-head.ts'
import { readSignature, type Signature } from './signature.ts'
import type { SignatureVerifier } from './verify.ts'

/** Finds keys that were issued here; `app` fills it in from the services that issue them. Undefined: not one of ours. */
export interface CredentialSource {
  find(accessKeyId: string): Promise<Credential | undefined> | undefined
}

/** What an authenticator is built from. */
export interface AuthenticatorParts {
  readonly identity: 'local' | 'enforce'
  readonly credentials: CredentialSource
  readonly verifier: SignatureVerifier
  readonly clock: Clock
  readonly defaultAccountId: AccountId
  readonly defaultRegion: Region
}

/** The caller of a request, and the account and region it is about. */
export interface Identity {
  readonly principal: Principal
  readonly accountId: AccountId
  readonly region: Region
}

/** A caller who has been found, with the credential to verify the body's signature by, in enforcing mode. */
export interface Authenticated extends Identity {
  readonly credential?: Credential
}

/** Decides who a request comes from. */
export class Authenticator {
  readonly #parts: AuthenticatorParts

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
  }

  /** Reads the signature, if the request has one. Fails with IncompleteSignature when it is not well-formed. */
  read(head: RequestHead): Signature | undefined {
    return readSignature(head)
  }

  /**
   * Finds the caller. `operation` is undefined when the request named none that exists: the caller is then told about
   * the signature first, as at AWS.
   */
  async identify(
    head: RequestHead,
    signature: Signature | undefined,
    operation: OperationModel | undefined,
  ): Promise<Authenticated> {
    const region = this.#region(head, signature)
    if (!signature) {
      if (operation && !operation.unsigned) throw missingToken()
      return { principal: this.#anonymous(), accountId: this.#parts.defaultAccountId, region }
    }
    const credential = await this.#parts.credentials.find(signature.accessKeyId)
    if (credential) {
      this.#checkToken(credential, signature)
      const { principal } = credential
      return { principal, accountId: principal.accountId, region, credential }
    }
    if (this.#parts.identity === 'enforce') throw invalidToken()
    const accountId = accountOfKey(signature.accessKeyId) ?? this.#parts.defaultAccountId
    return { principal: rootOf(accountId, partitionOf(region), signature.accessKeyId), accountId, region }
  }

  /** Verifies the signature over the head, and over the body where it is part of what was signed. */
  verify(
    head: RequestHead,
    signature: Signature | undefined,
    caller: Authenticated,
    body: Uint8Array | undefined,
  ): void {
    if (this.#parts.identity !== 'enforce' || !signature || !caller.credential) return
    this.#parts.verifier.verify(head, signature, caller.credential.secretAccessKey, body)
  }

  #checkToken(credential: Credential, signature: Signature): void {
    const { expiresAt } = credential.principal
    if (expiresAt !== undefined && expiresAt <= this.#parts.clock.now()) throw expiredToken()
    if (this.#parts.identity === 'enforce' && credential.sessionToken !== signature.sessionToken)
      throw invalidToken()
  }

  #region(head: RequestHead, signature: Signature | undefined): Region {
    if (signature) return parseRegion(signature.scope.region) ?? this.#parts.defaultRegion
    const labels = (head.headers.host ?? '').split('.')
    for (const label of labels) {
      const region = parseRegion(label)
      if (region) return region
    }
    return this.#parts.defaultRegion
  }

  #anonymous(): Principal {
    return {
      type: 'anonymous',
      accountId: this.#parts.defaultAccountId,
      arn: 'anonymous',
      userId: 'anonymous',
    }
  }
}

/** Twelve digits in a key that was not issued here name its account: `123456789012`, `AKIA123456789012TEST`. */
export function accountOfKey(accessKeyId: string): AccountId | undefined {
  const digits = /(?<!\d)\d{12}(?!\d)/.exec(accessKeyId)?.[0]
  return digits === undefined ? undefined : parseAccountId(digits)
}

function rootOf(accountId: AccountId, partition: Partition, accessKeyId: string): Principal {
  return {
    type: 'root',
    accountId,
    arn: `arn:${partition}:iam::${accountId}:root`,
    userId: accountId,
    accessKeyId,
  }
}

// Codes and messages: "Common errors" of the services' API references. Each protocol family has its own names for
// the same; `wire-codes.ts` turns these, the query protocol's, into those of the JSON protocols.
function missingToken(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', {
    statusCode: 403,
  })
}

function invalidToken(): AwsError {
  return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', {
    statusCode: 403,
  })
}

function expiredToken(): AwsError {
  return new AwsError('ExpiredToken', 'The security token included in the request is expired', {
    statusCode: 403,
  })
}
