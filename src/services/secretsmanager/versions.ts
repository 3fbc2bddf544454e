/** Making versions and reading their values. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { current, moveStages, versionWith, withoutOldest } from './domain/stages.ts'
import { decryptValue, encryptValue, type PlainValue, sameValue } from './encryption.ts'
import { exists, invalidParameter, invalidRequest, limitExceeded, noSuchValue } from './errors.ts'
import { dayMs, labelCount, valueBytes, versionCount } from './limits.ts'
import { type Secret, type Version, values } from './records.ts'

/** How requests give a value. */
export interface ValueInput {
  readonly SecretString?: string | undefined
  readonly SecretBinary?: Uint8Array | undefined
}

/** Undefined when a request gives none. Fails with InvalidParameterException. */
export function givenValue({ SecretString: text, SecretBinary: bytes }: ValueInput): PlainValue | undefined {
  if (text !== undefined && bytes !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
  const length = text === undefined ? (bytes?.length ?? 0) : Buffer.byteLength(text)
  // UNVERIFIED: the words.
  if (length > valueBytes) throw invalidParameter(`The secret value is larger than ${valueBytes} bytes.`)
  return text !== undefined ? { text } : bytes !== undefined ? { bytes } : undefined
}

/** The id of a new version: what the client chose. Source: published answers of AWS. */
export function requireToken(token: string | undefined): string {
  if (token === undefined || token === '')
    throw invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.')
  return token
}

/**
 * Adds to a commit that a secret has a version with a value and these labels. The same request again changes nothing; another
 * value under the same id is refused with ResourceExistsException.
 */
export async function addVersion(
  context: OperationContext,
  commit: Atomic,
  secret: Secret,
  arn: string,
  id: string,
  value: PlainValue,
  labels: readonly string[],
): Promise<Secret> {
  const { store, now } = context
  const kept = await values.get(store, [secret.id, id])
  if (kept !== undefined) {
    const before = await decryptValue(context, secret, kept.value)
    if (sameValue(before, value)) return secret
    throw exists(
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${arn}.`,
    )
  }
  values.put(commit, await encryptValue(context, secret, id, value), undefined)
  const known = secret.versions.some((version) => version.id === id)
  const added: Version[] = known
    ? [...secret.versions]
    : [...secret.versions, { id, stages: [], createdAt: now }]
  // The first value of a secret is its current one, whatever is asked for.
  const first = versionWith(added, current) === undefined
  const moved = moveStages(added, first ? [...new Set([...labels, current])] : labels, id)
  checkLabels(moved)
  return { ...secret, changedAt: now, versions: dropOldest(context, commit, secret, moved) }
}

/** UNVERIFIED: the words. */
export function checkLabels(versions: readonly Version[]): void {
  if (versions.reduce((sum, { stages }) => sum + stages.length, 0) > labelCount)
    throw limitExceeded(`A secret cannot have more than ${labelCount} staging labels.`)
}

function dropOldest(
  { now }: OperationContext,
  commit: Atomic,
  secret: Secret,
  versions: readonly Version[],
): Version[] {
  const { kept, gone } = withoutOldest(versions, versionCount, now - dayMs)
  for (const { id } of gone) commit.delete(values.storeKey([secret.id, id]))
  return kept
}

/** Which version is asked for. */
export interface VersionInput {
  readonly VersionId?: string | undefined
  readonly VersionStage?: string | undefined
}

/** A version with its value. Fails with ResourceNotFoundException, InvalidRequestException. */
export async function readVersion(context: OperationContext, secret: Secret, input: VersionInput) {
  const version = findVersion(secret, input)
  const stored = await values.get(context.store, [secret.id, version.id])
  if (stored === undefined) throw noSuchValue(wording(input))
  return { version, value: await decryptValue(context, secret, stored.value) }
}

function findVersion(secret: Secret, input: VersionInput): Version {
  const { VersionId: id, VersionStage: stage } = input
  const found =
    id === undefined
      ? versionWith(secret.versions, stage ?? current)
      : secret.versions.find((version) => version.id === id)
  if (found === undefined) throw noSuchValue(wording(input))
  if (id !== undefined && stage !== undefined && !found.stages.includes(stage))
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.')
  return found
}

function wording({ VersionId: id, VersionStage: stage }: VersionInput): string {
  return id === undefined ? `staging label: ${stage ?? current}` : `VersionId: ${id}`
}

/** A value as the API answers it. */
export function valueView(value: PlainValue) {
  return 'text' in value ? { SecretString: value.text } : { SecretBinary: value.bytes }
}
