import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { unsupported } from '../errors.ts'
import { changeKey, keyArn, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'

/** Takes imported material away: the key cannot be used until the same is imported again. */
export async function deleteImportedKeyMaterial(
  input: Api.DeleteImportedKeyMaterialRequest,
  context: OperationContext,
): Promise<Api.DeleteImportedKeyMaterialResponse> {
  const key = await changeKey(
    context,
    required(input.KeyId, 'KeyId'),
    'DeleteImportedKeyMaterial',
    (before, arn) => {
      requireNotPendingDeletion(context, before)
      if (before.origin !== 'EXTERNAL')
        throw unsupported(`${arn} origin is ${before.origin} which is not valid for this operation.`)
      const materials = before.materials.map(({ sealed: _sealed, validTo: _validTo, ...rest }) => rest)
      return { ...before, materials, state: 'PendingImport' }
    },
  )
  const id = key.materials.at(-1)?.id
  return { KeyId: keyArn(context, key, key.id), ...(id === undefined ? {} : { KeyMaterialId: id }) }
}
