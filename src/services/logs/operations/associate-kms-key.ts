import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeGroup } from '../groups.ts'
import { readKeyedGroup } from '../keyed-group.ts'
import { required } from '../required.ts'

/** Keeps with the group which key is meant to encrypt it. */
export async function associateKmsKey(
  input: Api.AssociateKmsKeyRequest,
  context: OperationContext,
): Promise<object> {
  const kmsKeyId = required(input.kmsKeyId, 'kmsKeyId')
  await changeGroup(context, readKeyedGroup(context, input), (group) => ({ ...group, kmsKeyId }))
  return {}
}
