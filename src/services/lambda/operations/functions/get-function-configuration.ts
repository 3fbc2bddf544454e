import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { authorizedAddress } from '../../authorization.ts'
import { shownVersion } from '../../environment-encryption.ts'
import { requireTarget } from '../../lookups.ts'
import { required } from '../../required.ts'
import { configurationView } from '../../views.ts'

/** The settings of a version, and how far it is. */
export async function getFunctionConfiguration(
  input: Api.GetFunctionConfigurationRequest,
  context: OperationContext,
): Promise<Api.FunctionConfiguration> {
  const name = required(input.FunctionName, 'FunctionName')
  const address = await authorizedAddress(context, name, input.Qualifier, 'lambda:GetFunctionConfiguration')
  const target = await requireTarget(context.store, address)
  const version = await shownVersion(context, target.version)
  return configurationView(target.function.value, version, address.qualifier)
}
