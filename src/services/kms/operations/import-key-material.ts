import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { findSpec } from '../domain/key-specs.ts'
import { incorrectMaterial, unsupported, validation } from '../errors.ts'
import { checkMaterial, readImportToken, unwrap } from '../importing.ts'
import { changeKey, keyArn, requireNotPendingDeletion } from '../keys.ts'
import { importExpiryMs } from '../limits.ts'
import { materialId, sealMaterial } from '../material.ts'
import { dueQueue } from '../records.ts'
import { required } from '../required.ts'

/** Gives a key the material that was wrapped for it: its first, or the same again. */
export async function importKeyMaterial(
  input: Api.ImportKeyMaterialRequest,
  context: OperationContext,
): Promise<Api.ImportKeyMaterialResponse> {
  const validTo = expiryOf(input, context.now)
  let id = ''
  const key = await changeKey(
    context,
    required(input.KeyId, 'KeyId'),
    'ImportKeyMaterial',
    async (before, arn, commit) => {
      requireNotPendingDeletion(context, before)
      if (before.origin !== 'EXTERNAL')
        throw unsupported(`${arn} origin is ${before.origin} which is not valid for this operation.`)
      const unwrapping = await readImportToken(context, before, required(input.ImportToken, 'ImportToken'))
      const bytes = unwrap(unwrapping, required(input.EncryptedKeyMaterial, 'EncryptedKeyMaterial'))
      checkMaterial(required(findSpec(before.spec), 'KeySpec'), bytes)
      id = materialId(bytes)
      const known = before.materials.at(-1)
      if (known !== undefined && input.ImportType === 'NEW_KEY_MATERIAL')
        throw unsupported('Lambent does not implement the rotation of keys with imported material.')
      // UNVERIFIED: the words.
      if ((known !== undefined && known.id !== id) || (input.KeyMaterialId ?? id) !== id)
        throw incorrectMaterial('The key material is not the same that was imported before.')
      const sealed = await sealMaterial(context, before, before.id, bytes)
      if (validTo !== undefined) {
        const { accountId, region, id: keyId } = before
        commit.enqueue(
          dueQueue,
          { accountId, region, keyId, kind: 'expire', at: validTo },
          { deliverAt: validTo },
        )
      }
      const description = input.KeyMaterialDescription ?? known?.description
      const material = {
        ...sealed,
        rotatedAt: context.now,
        ...(validTo === undefined ? {} : { validTo }),
        ...(description === undefined ? {} : { description }),
      }
      return {
        ...before,
        state: before.state === 'PendingImport' ? 'Enabled' : before.state,
        materials: [material],
      }
    },
  )
  return { KeyId: keyArn(context, key, key.id), KeyMaterialId: id }
}

/** Source: API Reference, ImportKeyMaterial. UNVERIFIED: the words. */
function expiryOf(
  { ExpirationModel, ValidTo }: Api.ImportKeyMaterialRequest,
  now: number,
): number | undefined {
  if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (ValidTo !== undefined)
      throw validation('ValidTo must not be specified for key material that does not expire.')
    return undefined
  }
  const at = ValidTo?.getTime()
  if (at === undefined)
    throw validation('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES')
  if (at <= now || at > now + importExpiryMs)
    throw validation('ValidTo must be in the future, and not more than 365 days from now.')
  return at
}
