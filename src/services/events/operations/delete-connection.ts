import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { connectionAnswer, deleteSecret, requireConnection } from '../connections.ts'
import { connections } from '../records.ts'
import { required } from '../required.ts'

export async function deleteConnection(
  input: Api.DeleteConnectionRequest,
  context: OperationContext,
): Promise<Api.DeleteConnectionResponse> {
  const name = required(input.Name, 'Name')
  const before = await change(context, async (commit) => {
    const stored = await requireConnection(context, name)
    connections.remove(commit, stored)
    return stored.value
  })
  await deleteSecret(context, before)
  return connectionAnswer(before, 'DELETING')
}
