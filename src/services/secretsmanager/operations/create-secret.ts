import type * as Api from '@aws-sdk/client-secrets-manager'
import { randomHex, randomText } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notImplemented } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { current } from '../domain/stages.ts'
import { decryptValue, type PlainValue, sameValue } from '../encryption.ts'
import { exists, invalidParameter, invalidRequest } from '../errors.ts'
import { replicas, type Secret, secrets, values } from '../records.ts'
import { addReplicas } from '../replication.ts'
import { required } from '../required.ts'
import { secretArn } from '../secrets.ts'
import { withTags } from '../tags.ts'
import { addVersion, givenValue, requireToken } from '../versions.ts'
import { replicationView } from '../views.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Makes a secret, with its first version when there is a value. */
export async function createSecret(
  input: Api.CreateSecretRequest,
  context: OperationContext,
): Promise<Api.CreateSecretResponse> {
  const { accountId, region, random, now, store } = context
  const name = required(input.Name, 'Name')
  checkName(name)
  if (input.Type !== undefined)
    throw notImplemented('Secrets Manager', 'CreateSecret with Type (managed external secrets)')
  const value = givenValue(input)
  const token = requireToken(input.ClientRequestToken)
  const fresh: Secret = {
    accountId,
    region,
    name,
    suffix: randomText(random, letters, 6),
    id: randomHex(random, 12),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined || input.KmsKeyId === '' ? {} : { kmsKeyId: input.KmsKeyId }),
    createdAt: now,
    changedAt: now,
    tags: withTags({}, input.Tags ?? []),
    versions: [],
    replicas: [],
  }
  const secret = await change(context, async (commit) => {
    const known = await secrets.get(store, [accountId, region, name])
    if (known !== undefined && !isGone(known.value, now))
      return requireSame(context, known.value, token, value)
    if (await replicas.get(store, [accountId, region, name]))
      throw exists(`The operation failed because the secret ${name} already exists.`)
    const arn = secretArn(context, fresh, region)
    const valued =
      value === undefined ? fresh : await addVersion(context, commit, fresh, arn, token, value, [current])
    const made = await addReplicas(
      context,
      commit,
      valued,
      input.AddReplicaRegions ?? [],
      input.ForceOverwriteReplicaSecret,
    )
    // What is left of one whose time was over.
    if (known !== undefined) commit.deleteRange(values.storeKey([known.value.id]))
    secrets.put(commit, made, known)
    return made
  })
  return {
    ARN: secretArn(context, secret, region),
    Name: name,
    ...(value === undefined ? {} : { VersionId: token }),
    ...(secret.replicas.length === 0 ? {} : { ReplicationStatus: replicationView(secret) }),
  }
}

function isGone({ deletionAt }: Secret, now: number): boolean {
  return deletionAt !== undefined && deletionAt <= now
}

/** The same request again answers the secret that is there. Source: API Reference, CreateSecret, `ClientRequestToken`. */
async function requireSame(
  context: OperationContext,
  secret: Secret,
  token: string,
  value: PlainValue | undefined,
): Promise<Secret> {
  if (secret.deletionAt !== undefined)
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
  const kept = await values.get(context.store, [secret.id, token])
  const same =
    kept !== undefined &&
    value !== undefined &&
    sameValue(await decryptValue(context, secret, kept.value), value)
  if (!same) throw exists(`The operation failed because the secret ${secret.name} already exists.`)
  return secret
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name))
    throw invalidParameter(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    )
}
