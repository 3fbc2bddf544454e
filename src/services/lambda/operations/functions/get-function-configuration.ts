import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { required } from '../../required.ts'
import { configurationView } from '../../views.ts'

/** The settings of a version, and how far it is. */
export async function getFunctionConfiguration(
  input: Api.GetFunctionConfigurationRequest,
  context: OperationContext,
): Promise<Api.FunctionConfiguration> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const target = await requireTarget(context.store, address)
  return configurationView(target.function.value, target.version, address.qualifier)
}
