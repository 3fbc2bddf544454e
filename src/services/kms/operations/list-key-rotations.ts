import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { keyArn, loadKey } from '../keys.ts'
import { pageItems } from '../limits.ts'
import { sliceOf } from '../paging.ts'
import { required } from '../required.ts'
import { requireRotatable } from '../rotation.ts'
import { expirationOf } from '../views.ts'

/** When a key got new material; on request with the first, too. */
export async function listKeyRotations(
  input: Api.ListKeyRotationsRequest,
  context: OperationContext,
): Promise<Api.ListKeyRotationsResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), {
    action: 'ListKeyRotations',
  })
  const arn = keyArn(context, key, key.id)
  if (key.spec !== 'SYMMETRIC_DEFAULT') requireRotatable(key, arn)
  const all = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL'
  const entries = key.materials
    .map(
      (material, index): Api.RotationsListEntry => ({
        KeyId: arn,
        KeyMaterialId: material.id,
        KeyMaterialState: index === key.materials.length - 1 ? 'CURRENT' : 'NON_CURRENT',
        ...(material.rotation === undefined
          ? {}
          : { RotationDate: new Date(material.rotatedAt), RotationType: material.rotation }),
        ...(key.origin === 'EXTERNAL'
          ? {
              ImportState: material.sealed === undefined ? 'PENDING_IMPORT' : 'IMPORTED',
              ...expirationOf(material.validTo),
              ...(material.description === undefined ? {} : { KeyMaterialDescription: material.description }),
            }
          : {}),
      }),
    )
    .filter(({ RotationDate }) => all || RotationDate !== undefined)
  const { values, more } = sliceOf(input, pageItems, `ListKeyRotations ${key.id} ${all}`, entries)
  return { Rotations: values, ...more }
}
