import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { recursionConfigs } from '../../recursion.ts'
import { required } from '../../required.ts'

/** Whether loops that this function is part of are stopped. AWS's default is `Terminate`. */
export async function putFunctionRecursionConfig(
  input: Api.PutFunctionRecursionConfigRequest,
  context: OperationContext,
): Promise<Api.PutFunctionRecursionConfigResponse> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const RecursiveLoop = required(input.RecursiveLoop, 'RecursiveLoop')
  const { store } = context
  return changing(store, async (commit) => {
    const { accountId, region, name } = (await requireFunction(store, address)).value
    const before = await recursionConfigs.get(store, [accountId, region, name])
    if (RecursiveLoop === 'Allow') {
      recursionConfigs.put(commit, { accountId, region, name, loop: 'Allow' }, before)
    } else if (before) recursionConfigs.remove(commit, before)
    return { RecursiveLoop }
  })
}

export async function getFunctionRecursionConfig(
  input: Api.GetFunctionRecursionConfigRequest,
  context: OperationContext,
): Promise<Api.GetFunctionRecursionConfigResponse> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const { accountId, region, name } = (await requireFunction(context.store, address)).value
  const stored = await recursionConfigs.get(context.store, [accountId, region, name])
  return { RecursiveLoop: stored === undefined ? 'Terminate' : 'Allow' }
}
