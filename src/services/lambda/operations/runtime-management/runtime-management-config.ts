import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { functionArn } from '../../domain/names.ts'
import { invalidParameter } from '../../errors.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { type FunctionRecord, functions, type Version } from '../../records.ts'
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
    const { accountId, region, name } = found.value
    const held = updateOn === 'Manual' ? heldAt(version, input.RuntimeVersionArn) : {}
    const before = await runtimeManagements.get(store, [accountId, region, name, version.version])
    // Whoever gives it another runtime meanwhile comes before or after, not in between.
    if (updateOn === 'Manual') functions.put(commit, found.value, found)
    if (updateOn === 'Auto') {
      if (before) runtimeManagements.remove(commit, before)
    } else {
      const record = { accountId, region, name, version: version.version, updateOn, ...held }
      runtimeManagements.put(commit, record, before)
    }
    return view(found.value, version.version, { updateOn, ...held })
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
  return view(found.value, version.version, stored?.value ?? { updateOn: 'Auto' })
}

/** There is one version of a runtime here: that which the function's version has. Fails with InvalidParameterValueException. */
function heldAt(version: Version, asked: string | undefined): { readonly runtimeVersionArn: string } {
  // UNVERIFIED: AWS's words, all three.
  if (asked === undefined)
    throw invalidParameter('RuntimeVersionArn must be specified when UpdateRuntimeOn is Manual.')
  const { runtimeVersionArn } = version
  if (runtimeVersionArn === undefined)
    throw invalidParameter('Runtime management is not supported for functions of package type Image.')
  if (asked !== runtimeVersionArn)
    throw invalidParameter(`Runtime version ${asked} cannot be used: this runtime has ${runtimeVersionArn}.`)
  return { runtimeVersionArn }
}

function view(
  record: FunctionRecord,
  version: string,
  {
    updateOn,
    runtimeVersionArn,
  }: { readonly updateOn: Api.UpdateRuntimeOn; readonly runtimeVersionArn?: string },
): Required<Pick<Api.GetRuntimeManagementConfigResponse, 'UpdateRuntimeOn' | 'FunctionArn'>> {
  return {
    UpdateRuntimeOn: updateOn,
    FunctionArn: functionArn(record, version),
    ...(runtimeVersionArn === undefined ? {} : { RuntimeVersionArn: runtimeVersionArn }),
  }
}
