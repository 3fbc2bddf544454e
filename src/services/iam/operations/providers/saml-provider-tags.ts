import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findSamlProvider } from '../../providers.ts'
import { samlProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'SAMLProvider',
  tagCase: 'sensitive',
  records: samlProviders,
  find: findSamlProvider,
} as const

export function tagSAMLProvider(
  input: Api.TagSAMLProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return tag(
    tagged,
    context,
    required(input.SAMLProviderArn, 'SAMLProviderArn'),
    required(input.Tags, 'Tags'),
  )
}

export function untagSAMLProvider(
  input: Api.UntagSAMLProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(
    tagged,
    context,
    required(input.SAMLProviderArn, 'SAMLProviderArn'),
    required(input.TagKeys, 'TagKeys'),
  )
}

export function listSAMLProviderTags(
  input: Api.ListSAMLProviderTagsRequest,
  context: OperationContext,
): Promise<Api.ListSAMLProviderTagsResponse> {
  return listTags(tagged, context, required(input.SAMLProviderArn, 'SAMLProviderArn'), input)
}
