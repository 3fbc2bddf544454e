import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { allOf } from '../../paging.ts'
import { findSamlProvider, samlProviderArn } from '../../providers.ts'
import { samlProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { tagsView } from '../../views.ts'

export async function getSAMLProvider(
  input: Api.GetSAMLProviderRequest,
  context: OperationContext,
): Promise<Api.GetSAMLProviderResponse> {
  const { value } = await findSamlProvider(context, required(input.SAMLProviderArn, 'SAMLProviderArn'))
  return {
    SAMLProviderUUID: value.uuid,
    SAMLMetadataDocument: value.metadata,
    CreateDate: new Date(value.createdAt),
    ValidUntil: new Date(value.validUntil),
    Tags: tagsView(value.tags),
    AssertionEncryptionMode: value.encryptionMode,
    PrivateKeyList: value.privateKeys.map(({ keyId, addedAt }) => ({
      KeyId: keyId,
      Timestamp: new Date(addedAt),
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
      ValidUntil: new Date(provider.validUntil),
      CreateDate: new Date(provider.createdAt),
    })),
  }
}
