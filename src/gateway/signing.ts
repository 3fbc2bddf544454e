/** Requests to APIs that services send on behalf of roles, or as themselves: signed, as who has sent them. */
import { createHash, createHmac, hash } from 'node:crypto'
import type { AssumeRoleResponse } from '@aws-sdk/client-sts'
import { AwsError } from '../aws/aws-error.ts'
import type { Call, Caller, Surroundings } from '../dispatch/index.ts'
import { type SigningHashes, signRequest } from '../protocol/index.ts'

/** A request as it will be sent. Header names are in lower case. */
export interface UnsignedRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Who signs. */
export interface Signer {
  /** A session of a role, or a service itself. */
  readonly caller: Caller
  /** The service that assumes the role. */
  readonly service: `${string}.amazonaws.com`
  /** For what the service acts, as policies know it by `aws:SourceArn`. */
  readonly sourceArn: string
}

type Needed = Pick<Surroundings, 'call' | 'clock' | 'settings'>

/**
 * The headers that sign a request for `execute-api`. Credentials of roles come from STS, whose trust policies decide. In local mode a role that is not
 * there, or does not trust the service, is no obstacle: the request is then the account's, as any well-formed key's is. Fails as AssumeRole does.
 */
export async function signedHeaders(
  surroundings: Needed,
  { url, method, headers, body }: UnsignedRequest,
  signer: Signer,
): Promise<Record<string, string>> {
  const { pathname, search, host } = new URL(url)
  const head = { method, path: pathname, query: search.slice(1), headers: { ...headers, host } }
  const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(surroundings, signer)
  const isSent = body !== undefined && method !== 'GET' && method !== 'HEAD'
  const signed = signRequest(head, {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    region: signer.caller.region,
    signingName: 'execute-api',
    now: surroundings.clock.now(),
    body: isSent ? body : '',
    hashes,
  })
  return { ...headers, ...signed }
}

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Unit: milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Credentials of each server, by who uses them. */
const known = new WeakMap<Call, Map<string, Promise<Credentials>>>()

/** How many are remembered. Unit: sessions. Source: chosen; one takes less than a KiB. */
const knownMax = 1_000

/** How long before their end credentials are not used any more. Unit: milliseconds. Source: chosen. */
const restMs = 5 * 60_000

/** How long credentials are asked for. Unit: seconds. Source: IAM User Guide, "Role chaining": an hour is good for all roles. */
const sessionSeconds = 3_600

async function credentialsOf(surroundings: Needed, signer: Signer): Promise<Credentials> {
  const { principal } = signer.caller
  const name = `${principal.type} ${principal.roleArn ?? ''} ${principal.arn} ${signer.service} ${signer.sourceArn}`
  const sessions = known.get(surroundings.call) ?? new Map<string, Promise<Credentials>>()
  known.set(surroundings.call, sessions)
  const present = await sessions.get(name)
  if (present && present.expiresAt - restMs > surroundings.clock.now()) return present
  const asking = askCredentials(surroundings, signer)
  if (sessions.size >= knownMax) sessions.clear()
  sessions.set(name, asking)
  asking.catch(() => sessions.delete(name))
  return asking
}

async function askCredentials(
  { call, clock, settings }: Needed,
  { caller, service, sourceArn }: Signer,
): Promise<Credentials> {
  const { principal, accountId, region } = caller
  const source = { arn: sourceArn, accountId }
  const asService = { type: 'service', accountId, arn: service, userId: service } as const
  const asking = { principal: asService, accountId, region, source }
  const expiresAt = clock.now() + sessionSeconds * 1000
  try {
    const { Credentials: given } =
      principal.roleArn === undefined
        ? await call<AssumeRoleResponse>('sts:AssumeServiceIdentity', {}, asking)
        : await call<AssumeRoleResponse>(
            'sts:AssumeRole',
            {
              RoleArn: principal.roleArn,
              RoleSessionName: sessionName(principal.arn),
              DurationSeconds: sessionSeconds,
            },
            asking,
          )
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
      expiresAt: given?.Expiration?.getTime() ?? expiresAt,
    }
  } catch (error) {
    if (settings.identity === 'enforce' || !(error instanceof AwsError)) throw error
    return { accessKeyId: accountId, secretAccessKey: 'local', expiresAt: clock.now() }
  }
}

/** The name that the session has already, as far as STS takes it. */
function sessionName(arn: string): string {
  return arn
    .slice(arn.lastIndexOf('/') + 1)
    .replaceAll(/[^\w+=,.@-]/g, '-')
    .padEnd(2, '-')
}

const hashes: SigningHashes = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  newSha256: () => createHash('sha256'),
  hmacSha256: (key, text) => createHmac('sha256', key).update(text, 'utf8').digest(),
}
