import { createPublicKey } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { algorithmFacts, findSpec } from '../domain/key-specs.ts'
import { unsupported } from '../errors.ts'
import { keyArn, loadKey, requireUsable } from '../keys.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'

/** The public half of an asymmetric key, as SubjectPublicKeyInfo. */
export async function getPublicKey(
  input: Api.GetPublicKeyRequest,
  context: OperationContext,
): Promise<Api.GetPublicKeyResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'GetPublicKey' })
  const arn = keyArn(context, key, key.id)
  const spec = required(findSpec(key.spec), 'KeySpec')
  // UNVERIFIED: the words.
  if (spec.material.type === 'secret') throw unsupported(`${arn} is not an asymmetric key.`)
  requireUsable(context, key)
  const publicKey = createPublicKey(await openPrivateKey(context, key, arn))
  return {
    KeyId: arn,
    PublicKey: publicKey.export({ format: 'der', type: 'spki' }),
    CustomerMasterKeySpec: key.spec as Api.CustomerMasterKeySpec,
    KeySpec: key.spec as Api.KeySpec,
    KeyUsage: key.usage as Api.KeyUsageType,
    ...algorithmFacts(spec, key.usage),
  }
}
