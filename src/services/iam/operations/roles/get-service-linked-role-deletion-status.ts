import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { noSuchEntity } from '../../errors.ts'
import { roleDeletions } from '../../records.ts'
import { required } from '../../required.ts'

export async function getServiceLinkedRoleDeletionStatus(
  input: Api.GetServiceLinkedRoleDeletionStatusRequest,
  { store, accountId }: OperationContext,
): Promise<Api.GetServiceLinkedRoleDeletionStatusResponse> {
  const taskId = required(input.DeletionTaskId, 'DeletionTaskId')
  // UNVERIFIED: the words.
  if (!(await roleDeletions.get(store, [accountId, taskId])))
    throw noSuchEntity(`The deletion task with id ${taskId} cannot be found.`)
  return { Status: 'SUCCEEDED' }
}
