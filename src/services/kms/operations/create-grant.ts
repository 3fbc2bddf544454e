import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { limitExceeded, unsupported, validation } from '../errors.ts'
import { loadKey, requireUsable } from '../keys.ts'
import { grantCount } from '../limits.ts'
import { type Grant, grants, type Key } from '../records.ts'
import { required } from '../required.ts'
import { stopIfDry } from '../using.ts'

/** Lets somebody else do some things with a key. The same request with a name again answers the grant that is there. */
export async function createGrant(
  input: Api.CreateGrantRequest,
  context: OperationContext,
): Promise<Api.CreateGrantResponse> {
  if (input.Constraints?.SourceArn !== undefined)
    throw unsupported('Lambent does not implement SourceArn in the constraints of grants.')
  return change(context, async (commit) => {
    const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'CreateGrant' })
    requireUsable(context, key)
    const grant = grantOf(input, context, key)
    const known = await grants.get(context.store, [key.accountId, key.region, key.id, grant.id])
    stopIfDry(input)
    if (known !== undefined) return { GrantId: known.value.id, GrantToken: known.value.token }
    const { items } = await grants.list(context.store, {
      prefix: [key.accountId, key.region, key.id],
      limit: grantCount,
    })
    if (items.length >= grantCount)
      throw limitExceeded(`The key has ${grantCount} grants, which is the most.`)
    grants.put(commit, grant, undefined)
    return { GrantId: grant.id, GrantToken: grant.token }
  })
}

function grantOf(input: Api.CreateGrantRequest, context: OperationContext, key: Key): Grant {
  const { random, now } = context
  const grantee = input.GranteePrincipal ?? input.GranteeServicePrincipal
  // UNVERIFIED: the words.
  if (grantee === undefined)
    throw validation('GranteePrincipal or GranteeServicePrincipal must be specified.')
  const retiring = input.RetiringPrincipal ?? input.RetiringServicePrincipal
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = input.Constraints ?? {}
  const content = {
    keyId: key.id,
    grantee,
    operations: [...new Set(required(input.Operations, 'Operations'))].sort(),
    ...(input.Name === undefined ? {} : { name: input.Name }),
    ...(retiring === undefined ? {} : { retiring }),
    ...(subset === undefined && equals === undefined
      ? {}
      : { constraints: { ...(subset ? { subset } : {}), ...(equals ? { equals } : {}) } }),
  }
  // Named grants with the same content are one. Source: API Reference, CreateGrant, `Name`.
  const id =
    input.Name === undefined
      ? randomHex(random, 32)
      : createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const { accountId, region } = key
  return {
    accountId,
    region,
    id,
    token: Buffer.from(random.bytes(96)).toString('base64'),
    createdAt: now,
    ...content,
  }
}
