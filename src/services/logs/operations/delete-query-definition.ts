import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { queryDefinitionNotFound } from '../errors.ts'
import { queryDefinitions } from '../records.ts'
import { required } from '../required.ts'

/** Takes a saved query away. */
export async function deleteQueryDefinition(
  input: Api.DeleteQueryDefinitionRequest,
  context: OperationContext,
): Promise<Api.DeleteQueryDefinitionResponse> {
  const { accountId, region, store } = context
  const id = required(input.queryDefinitionId, 'queryDefinitionId')
  await change(context, async (commit) => {
    const stored = await queryDefinitions.get(store, [accountId, region, id])
    if (stored === undefined) throw queryDefinitionNotFound()
    queryDefinitions.remove(commit, stored)
  })
  return { success: true }
}
