import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { allOf } from '../../paging.ts'
import { findSamlProvider, samlProviderArn } from '../../providers.ts'
import { samlProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { instant, tagsView } from '../../views.ts'

export async function getSAMLProvider(
  input: Api.GetSAMLProviderRequest,
  context: OperationContext,
): Promise<Api.GetSAMLProviderResponse> {
  const { value } = await findSamlProvider(context, required(input.SAMLProviderArn, 'SAMLProviderArn'))
  return {
    SAMLProviderUUID: value.uuid,
    SAMLMetadataDocument: value.metadata,
    CreateDate: instant(value.createdAt),
    ValidUntil: instant(value.validUntil),
    Tags: tagsView(value.tags),
    AssertionEncryptionMode: value.encryptionMode,
    PrivateKeyList: value.privateKeys.map(({ keyId, addedAt }) => ({
      KeyId: keyId,
      Timestamp: instant(addedAt),
    })),
  }
}

export async function listSAMLProviders(
  _input: Api.ListSAMLProvidersRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListSAMLProvidersResponse> {
  const providers = await allOf(store, samlProviders, [accountId])
  return {
    SAMLProviderList: providers.map((provider) => ({
      Arn: samlProviderArn(provider, partition),
      ValidUntil: instant(provider.validUntil),
      CreateDate: instant(provider.createdAt),
    })),
  }
}
