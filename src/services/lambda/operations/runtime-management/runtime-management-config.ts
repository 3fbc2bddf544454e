import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { functionArn } from '../../domain/names.ts'
import { invalidParameter, notBuilt } from '../../errors.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { required } from '../../required.ts'
import { runtimeManagements } from '../../runtime-management.ts'

export async function putRuntimeManagementConfig(
  input: Api.PutRuntimeManagementConfigRequest,
  context: OperationContext,
): Promise<Api.PutRuntimeManagementConfigResponse> {
  const { store } = context
  const updateOn = required(input.UpdateRuntimeOn, 'UpdateRuntimeOn')
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  if (updateOn !== 'Manual' && input.RuntimeVersionArn !== undefined) {
    // UNVERIFIED: AWS's words.
    throw invalidParameter('RuntimeVersionArn can be specified only when UpdateRuntimeOn is Manual.')
  }
  return changing(store, async (commit) => {
    const { function: found, version } = await requireTarget(store, address)
    if (updateOn === 'Manual') throw notBuilt('holding a function at a runtime version (Manual)')
    const { accountId, region, name } = found.value
    const before = await runtimeManagements.get(store, [accountId, region, name, version.version])
    if (updateOn === 'FunctionUpdate') {
      runtimeManagements.put(
        commit,
        { accountId, region, name, version: version.version, updateOn: 'FunctionUpdate' },
        before,
      )
    } else if (before) runtimeManagements.remove(commit, before)
    return { UpdateRuntimeOn: updateOn, FunctionArn: functionArn(found.value, version.version) }
  })
}

export async function getRuntimeManagementConfig(
  input: Api.GetRuntimeManagementConfigRequest,
  context: OperationContext,
): Promise<Api.GetRuntimeManagementConfigResponse> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const { function: found, version } = await requireTarget(context.store, address)
  const { accountId, region, name } = found.value
  const stored = await runtimeManagements.get(context.store, [accountId, region, name, version.version])
  return {
    UpdateRuntimeOn: stored?.value.updateOn ?? 'Auto',
    FunctionArn: functionArn(found.value, version.version),
  }
}
