/**
 * Who sends a request. In local mode any well-formed key is accepted: one that was issued here speaks for its owner, any
 * other for the root of an account. In enforcing mode only keys that were issued here are, and their signatures must be
 * right.
 */
import type { AwsError } from '../aws/aws-error.ts'
import { type AccountId, parseAccountId, parseRegion, partitionOf, type Region } from '../aws/identifiers.ts'
import type { Credential, Principal } from '../aws/principal.ts'
import type { Clock } from '../base/clock.ts'
import type { RequestHead } from '../http/index.ts'
import {
  type Authorization,
  checkLegacyExpiry,
  checkPresignedLapse,
  expiredToken,
  type LegacySignature,
  missingSignature,
  readLegacySignature,
  type SignatureFamily,
  SigningKeys,
  unknownKey,
  type VerifiedSignature,
  verifyLegacySignature,
  verifyLegacyText,
  verifySignature,
  verifyText,
  wrongToken,
} from '../protocol/index.ts'
import { hmacSha1, signingHashes } from './hashes.ts'

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
  /** Of a service that has signed as itself: the resource that it acts for. */
  readonly source?: Credential['source']
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
  /** The path as the service reads it, where that is another than was sent. */
  readonly resourcePath?: string
  /** Whether what it asks for may be asked without a signature. */
  readonly unsignedAllowed: boolean
  /** Undefined while it streams. */
  readonly body: Uint8Array | undefined
}

/** A text that was signed on its own, and travels in a form with its signature (a POST policy). */
export interface FormSignature {
  readonly family: SignatureFamily
  /** Of version 2 there is no scope, and the signature is in base64. */
  readonly version: 2 | 4
  readonly signingName: string
  readonly accessKeyId: string
  /** The day of the scope: `20260131`. */
  readonly date: string
  readonly region: string
  readonly service: string
  /** In hexadecimal; of version 2 in base64. */
  readonly signature: string
  readonly sessionToken: string | undefined
  readonly text: string
}

/** How many keys that were not issued here are remembered. Unit: keys. Source: chosen; one takes about 300 bytes. */
const strangersMax = 1000

/** Decides who a request comes from. */
export class Authenticator {
  readonly #parts: AuthenticatorParts
  readonly #keys = new SigningKeys(signingHashes)
  /** Who signs with keys that were not issued here, each with the region that it was last used in. */
  readonly #strangers = new Map<string, Identity>()

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
  }

  /** Finds the caller. Fails with what AWS answers to a signature, key or token that is missing, wrong or over. */
  identify(request: SignedRequest): Identity | Promise<Identity> {
    const { authorization, family } = request
    const region = this.#region(request)
    if (!authorization) {
      const legacy = family === 's3' ? readLegacySignature(request.head) : undefined
      if (legacy) return this.#identifyLegacy(request, legacy, region)
      if (!request.unsignedAllowed) throw missingSignature(family)
      return this.anonymous(request.head)
    }
    if (family === 's3' && authorization.place === 'query' && this.#parts.identity === 'local') {
      checkPresignedLapse(authorization, this.#parts.clock.now(), family)
    }
    const { accessKeyId } = authorization
    const finding = this.#parts.credentials.find(accessKeyId)
    if (finding === undefined) return this.#unknown(accessKeyId, family, region)
    return finding.then((credential) =>
      credential
        ? this.#known(credential, request, authorization, region)
        : this.#unknown(accessKeyId, family, region),
    )
  }

  /** Finds the caller of a request in Signature Version 2. */
  async #identifyLegacy(request: SignedRequest, legacy: LegacySignature, region: Region): Promise<Identity> {
    const { family, head } = request
    const { accessKeyId } = legacy
    checkLegacyExpiry(legacy, this.#parts.clock.now())
    const credential = await this.#parts.credentials.find(accessKeyId)
    if (!credential) {
      const unknown = this.#unknown(accessKeyId, family, region)
      return { ...unknown, principal: withoutKey(unknown.principal) }
    }
    const { principal, secretAccessKey } = credential
    if (this.#parts.identity === 'enforce') {
      if (credential.sessionToken !== legacy.sessionToken) throw wrongToken(family)
      const path = request.resourcePath ?? head.path
      verifyLegacySignature(head, path, legacy, (text) => hmacSha1(secretAccessKey, text))
    }
    const over = this.#expired(principal, family)
    if (over) throw over
    return { principal: withoutKey(principal), accountId: principal.accountId, region }
  }

  /** Finds the caller of a signed text. Fails as {@link identify} does. */
  async identifyForm(form: FormSignature): Promise<Identity> {
    const { family, accessKeyId } = form
    const region = parseRegion(form.region) ?? this.#parts.defaultRegion
    const credential = await this.#parts.credentials.find(accessKeyId)
    if (!credential) {
      const unknown = this.#unknown(accessKeyId, family, region)
      return form.version === 4 ? unknown : { ...unknown, principal: withoutKey(unknown.principal) }
    }
    const { principal } = credential
    if (this.#parts.identity === 'enforce') {
      if (credential.sessionToken !== form.sessionToken) throw wrongToken(family)
      const { secretAccessKey } = credential
      if (form.version === 4) verifyText(form, secretAccessKey, signingHashes, this.#keys)
      else verifyLegacyText(form, (text) => hmacSha1(secretAccessKey, text))
    }
    const over = this.#expired(principal, family)
    if (over) throw over
    const shown = form.version === 4 ? principal : withoutKey(principal)
    return { principal: shown, accountId: principal.accountId, region }
  }

  /** Whose key was not issued here. */
  #unknown(accessKeyId: string, family: SignatureFamily, region: Region): Identity {
    if (this.#parts.identity === 'enforce') throw unknownKey(family, accessKeyId)
    const known = this.#strangers.get(accessKeyId)
    if (known?.region === region) return known
    const accountId = accountOfKey(accessKeyId) ?? this.#parts.defaultAccountId
    const identity = { principal: rootOf(accountId, region, accessKeyId), accountId, region }
    if (this.#strangers.size >= strangersMax) this.#strangers.clear()
    this.#strangers.set(accessKeyId, identity)
    return identity
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
    const { principal, source } = credential
    const { family } = request
    const { accountId } = principal
    const identity = { principal, accountId, region, ...(source === undefined ? {} : { source }) }
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

/** Who signs in version 2 names no region: what goes by the region of a key that has signed must not see one. */
function withoutKey({ accessKeyId: _key, ...principal }: Principal): Principal {
  return principal
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
