import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { codeSigningConfigs, noConfigToUse } from '../../code-signing.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { functions } from '../../records.ts'
import { required } from '../../required.ts'

/** Has a function's code looked at from its next deployment on. */
export async function putFunctionCodeSigningConfig(
  input: Api.PutFunctionCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Api.PutFunctionCodeSigningConfigResponse> {
  const { store, accountId, region } = context
  const arn = required(input.CodeSigningConfigArn, 'CodeSigningConfigArn')
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  // As observed on AWS, the configuration is looked at before the function.
  if (!(await codeSigningConfigs.get(store, [accountId, region, arn]))) throw noConfigToUse(arn)
  return changing(store, async (commit) => {
    const stored = await requireFunction(store, address)
    functions.put(commit, { ...stored.value, codeSigningConfigArn: arn }, stored)
    return { CodeSigningConfigArn: arn, FunctionName: stored.value.name }
  })
}

/** What a function's code is held against; nothing at all when it is not. */
export async function getFunctionCodeSigningConfig(
  input: Api.GetFunctionCodeSigningConfigRequest,
  context: OperationContext,
): Promise<Partial<Api.GetFunctionCodeSigningConfigResponse>> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const { codeSigningConfigArn, name } = (await requireFunction(context.store, address)).value
  return codeSigningConfigArn === undefined
    ? {}
    : { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: name }
}

export async function deleteFunctionCodeSigningConfig(
  input: Api.DeleteFunctionCodeSigningConfigRequest,
  context: OperationContext,
): Promise<object> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  return changing(context.store, async (commit) => {
    const stored = await requireFunction(context.store, address)
    const { codeSigningConfigArn, ...rest } = stored.value
    if (codeSigningConfigArn !== undefined) functions.put(commit, rest, stored)
    return {}
  })
}
