import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findOpenIdProvider } from '../../providers.ts'
import { openIdProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'OpenIDConnectProvider',
  tagCase: 'sensitive',
  records: openIdProviders,
  find: findOpenIdProvider,
} as const

export function tagOpenIDConnectProvider(
  input: Api.TagOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return tag(
    tagged,
    context,
    required(input.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn'),
    required(input.Tags, 'Tags'),
  )
}

export function untagOpenIDConnectProvider(
  input: Api.UntagOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(
    tagged,
    context,
    required(input.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn'),
    required(input.TagKeys, 'TagKeys'),
  )
}

export function listOpenIDConnectProviderTags(
  input: Api.ListOpenIDConnectProviderTagsRequest,
  context: OperationContext,
): Promise<Api.ListOpenIDConnectProviderTagsResponse> {
  return listTags(
    tagged,
    context,
    required(input.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn'),
    input,
  )
}
