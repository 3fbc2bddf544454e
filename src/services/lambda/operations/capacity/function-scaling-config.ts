/** How functions on capacity providers scale; no function is on one here. Source: API Reference, PutFunctionScalingConfig. */
import type { AwsError } from '../../../../aws/aws-error.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { functionArn } from '../../domain/names.ts'
import { invalidParameter } from '../../errors.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { required } from '../../required.ts'

type Named = { readonly FunctionName: string | undefined; readonly Qualifier: string | undefined }

export async function putFunctionScalingConfig(input: Named, context: OperationContext): Promise<never> {
  throw await refusal(input, context)
}

export async function getFunctionScalingConfig(input: Named, context: OperationContext): Promise<never> {
  throw await refusal(input, context)
}

async function refusal(input: Named, context: OperationContext): Promise<AwsError> {
  const name = required(input.FunctionName, 'FunctionName')
  const address = addressOf(context, name, required(input.Qualifier, 'Qualifier'))
  const { value } = await requireFunction(context.store, address)
  // UNVERIFIED: AWS's words.
  return invalidParameter(
    `The function ${functionArn(value)} has no capacity provider: only functions on Lambda Managed Instances have a scaling configuration.`,
  )
}
