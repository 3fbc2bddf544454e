import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findOpenIdProvider } from '../../providers.ts'
import { required } from '../../required.ts'
import { instant, tagsView } from '../../views.ts'

export async function getOpenIDConnectProvider(
  input: Api.GetOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Api.GetOpenIDConnectProviderResponse> {
  const arn = required(input.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn')
  const { value } = await findOpenIdProvider(context, arn)
  return {
    Url: value.url,
    ClientIDList: [...value.clientIds],
    ThumbprintList: [...value.thumbprints],
    CreateDate: instant(value.createdAt),
    Tags: tagsView(value.tags),
  }
}
