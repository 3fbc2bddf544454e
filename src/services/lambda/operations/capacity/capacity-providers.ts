/**
 * Capacity providers are machines of EC2 in a customer's network, which one machine cannot give: none can be made
 * (CreateCapacityProvider answers NotImplemented), so none is there, and that is what the others answer.
 */
import type * as Api from '@aws-sdk/client-lambda'
import type { AwsError } from '../../../../aws/aws-error.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { resourceNotFound } from '../../errors.ts'
import { noMarker } from '../../paging.ts'
import { required } from '../../required.ts'

type Named = { readonly CapacityProviderName: string | undefined }

export async function getCapacityProvider(input: Named, context: OperationContext): Promise<never> {
  throw absent(input, context)
}

export async function updateCapacityProvider(input: Named, context: OperationContext): Promise<never> {
  throw absent(input, context)
}

export async function deleteCapacityProvider(input: Named, context: OperationContext): Promise<never> {
  throw absent(input, context)
}

export async function listFunctionVersionsByCapacityProvider(
  input: Named,
  context: OperationContext,
): Promise<never> {
  throw absent(input, context)
}

export async function listCapacityProviders(
  input: Api.ListCapacityProvidersRequest,
): Promise<Api.ListCapacityProvidersResponse> {
  noMarker(input)
  return { CapacityProviders: [] }
}

/** UNVERIFIED: AWS's words. */
function absent(
  { CapacityProviderName }: Named,
  { partition, region, accountId }: OperationContext,
): AwsError {
  const name = required(CapacityProviderName, 'CapacityProviderName')
  const arn = name.startsWith('arn:')
    ? name
    : `arn:${partition}:lambda:${region}:${accountId}:capacity-provider:${name}`
  return resourceNotFound(`Capacity provider not found: ${arn}`)
}
