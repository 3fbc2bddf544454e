import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { allOf } from '../../paging.ts'
import { openIdProviderArn } from '../../providers.ts'
import { openIdProviders } from '../../records.ts'

export async function listOpenIDConnectProviders(
  _input: Api.ListOpenIDConnectProvidersRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListOpenIDConnectProvidersResponse> {
  const providers = await allOf(store, openIdProviders, [accountId])
  return {
    OpenIDConnectProviderList: providers.map((provider) => ({ Arn: openIdProviderArn(provider, partition) })),
  }
}
