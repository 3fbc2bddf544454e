/**
 * Who sends a request. In local mode any well-formed key is accepted: one that was issued here speaks for its owner, any
 * other for the root of an account. In enforcing mode only keys that were issued here are, and their signatures must be
 * right.
 */
import type { AwsError } from '../aws/aws-error.ts'
import { type AccountId, parseAccountId, parseRegion, partitionOf, type Region } from '../aws/identifiers.ts'
import type { Credential, Principal } from '../aws/principal.ts'
import type { Clock } from '../base/clock.ts'
import {
  type Authorization,
  expiredToken,
  missingSignature,
  type SignatureFamily,
  SigningKeys,
  unknownKey,
  type VerifiedSignature,
  verifySignature,
  verifyText,
  wrongToken,
} from '../protocol/index.ts'
import { signingHashes } from './hashes.ts'
import type { RequestHead } from './request-head.ts'

/** Finds keys that were issued here; `app` fills it in from the services that issue them. Undefined: not one of ours. */
export interface CredentialSource {
  find(accessKeyId: string): Promise<Credential | undefined> | undefined
}

/** What an authenticator is built from. */
export interface AuthenticatorParts {
  readonly identity: 'local' | 'enforce'
  readonly credentials: CredentialSource
  readonly clock: Clock
  readonly defaultAccountId: AccountId
  readonly defaultRegion: Region
}

/** The caller of a request, and the account and region it is about. */
export interface Identity {
  readonly principal: Principal
  readonly accountId: AccountId
  readonly region: Region
  /** What was signed; absent where signatures are not verified. */
  readonly verified?: VerifiedSignature
}

/** A request as far as its signature is concerned. */
export interface SignedRequest {
  readonly head: RequestHead
  readonly family: SignatureFamily
  /** The service's name in scopes. */
  readonly signingName: string
  readonly authorization: Authorization | undefined
  /** Whether what it asks for may be asked without a signature. */
  readonly unsignedAllowed: boolean
  /** Undefined while it streams. */
  readonly body: Uint8Array | undefined
}

/** A text that was signed on its own, and travels in a form with its signature (a POST policy). */
export interface FormSignature {
  readonly family: SignatureFamily
  readonly signingName: string
  readonly accessKeyId: string
  /** The day of the scope: `20260131`. */
  readonly date: string
  readonly region: string
  readonly service: string
  /** In hexadecimal. */
  readonly signature: string
  readonly sessionToken: string | undefined
  readonly text: string
}

/** Decides who a request comes from. */
export class Authenticator {
  readonly #parts: AuthenticatorParts
  readonly #keys = new SigningKeys(signingHashes)

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
  }

  /** Finds the caller. Fails with what AWS answers to a signature, key or token that is missing, wrong or over. */
  async identify(request: SignedRequest): Promise<Identity> {
    const { authorization, family } = request
    const region = this.#region(request)
    if (!authorization) {
      if (!request.unsignedAllowed) throw missingSignature(family)
      return this.anonymous(request.head)
    }
    const credential = await this.#parts.credentials.find(authorization.accessKeyId)
    if (credential) return this.#known(credential, request, authorization, region)
    if (this.#parts.identity === 'enforce') throw unknownKey(family, authorization.accessKeyId)
    const accountId = accountOfKey(authorization.accessKeyId) ?? this.#parts.defaultAccountId
    return { principal: rootOf(accountId, region, authorization.accessKeyId), accountId, region }
  }

  /** Finds the caller of a signed text. Fails as {@link identify} does. */
  async identifyForm(form: FormSignature): Promise<Identity> {
    const { family, accessKeyId } = form
    const region = parseRegion(form.region) ?? this.#parts.defaultRegion
    const credential = await this.#parts.credentials.find(accessKeyId)
    if (!credential) {
      if (this.#parts.identity === 'enforce') throw unknownKey(family, accessKeyId)
      const accountId = accountOfKey(accessKeyId) ?? this.#parts.defaultAccountId
      return { principal: rootOf(accountId, region, accessKeyId), accountId, region }
    }
    const { principal } = credential
    if (this.#parts.identity === 'enforce') {
      if (credential.sessionToken !== form.sessionToken) throw wrongToken(family)
      verifyText(form, credential.secretAccessKey, signingHashes, this.#keys)
    }
    const over = this.#expired(principal, family)
    if (over) throw over
    return { principal, accountId: principal.accountId, region }
  }

  /** Who comes without a signature. */
  anonymous(head: RequestHead): Identity {
    const accountId = this.#parts.defaultAccountId
    const region = this.#regionOfHost(head)
    return {
      principal: { type: 'anonymous', accountId, arn: 'anonymous', userId: 'anonymous' },
      accountId,
      region,
    }
  }

  #known(
    credential: Credential,
    request: SignedRequest,
    authorization: Authorization,
    region: Region,
  ): Identity {
    const { principal } = credential
    const { family } = request
    const identity = { principal, accountId: principal.accountId, region }
    if (this.#parts.identity === 'local') {
      const over = this.#expired(principal, family)
      if (over) throw over
      return identity
    }
    if (credential.sessionToken !== authorization.sessionToken) throw wrongToken(family)
    const verified = verifySignature(request.head, authorization, {
      secretAccessKey: credential.secretAccessKey,
      family,
      signingName: request.signingName,
      now: this.#parts.clock.now(),
      body: request.body,
      hashes: signingHashes,
      keys: this.#keys,
    })
    // Only who has proved to know the secret is told that the session is over.
    const over = this.#expired(principal, family)
    if (over) throw over
    return { ...identity, verified }
  }

  #expired({ expiresAt }: Principal, family: SignatureFamily): AwsError | undefined {
    return expiresAt !== undefined && expiresAt <= this.#parts.clock.now() ? expiredToken(family) : undefined
  }

  #region({ authorization, head }: SignedRequest): Region {
    if (!authorization) return this.#regionOfHost(head)
    return parseRegion(authorization.region) ?? this.#parts.defaultRegion
  }

  #regionOfHost({ headers }: RequestHead): Region {
    for (const label of (headers.host ?? '').replace(/:\d+$/, '').split('.')) {
      const region = parseRegion(label)
      if (region) return region
    }
    return this.#parts.defaultRegion
  }
}

/** Twelve digits in a key that was not issued here name its account: `123456789012`, `AKIA123456789012TEST`. */
export function accountOfKey(accessKeyId: string): AccountId | undefined {
  const digits = /(?<!\d)\d{12}(?!\d)/.exec(accessKeyId)?.[0]
  return digits === undefined ? undefined : parseAccountId(digits)
}

function rootOf(accountId: AccountId, region: Region, accessKeyId: string): Principal {
  const arn = `arn:${partitionOf(region)}:iam::${accountId}:root`
  return { type: 'root', accountId, arn, userId: accountId, accessKeyId }
}
