import type { GetSAMLProviderResponse } from '@aws-sdk/client-iam'
import {
  changed,
  given,
  type MadeResource,
  nameOf,
  type ResourceCalls,
  type ResourceType,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing, ownTags, retagEntity, taken, textsOf } from './holders.ts'

/** AWS::IAM::SAMLProvider. Source: CloudFormation template reference, AWS::IAM::SAMLProvider. */
export const samlProvider: ResourceType = {
  async create(request) {
    const { properties, partition, accountId } = request
    const Name = nameOf(request, 'Name', { max: 128 })
    await unlessAgain(
      request,
      request.call('iam:CreateSAMLProvider', {
        Name,
        SAMLMetadataDocument: String(properties.SamlMetadataDocument ?? ''),
        ...given(properties, 'AssertionEncryptionMode', 'AddPrivateKey'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      taken,
    )
    return await madeOf(request, `arn:${partition}:iam::${accountId}:saml-provider/${Name}`)
  },

  async update(request) {
    const { physicalId: SAMLProviderArn, previous, properties } = request
    if (changed(previous, properties, 'SamlMetadataDocument', 'AssertionEncryptionMode'))
      await request.call('iam:UpdateSAMLProvider', {
        SAMLProviderArn,
        ...(properties.SamlMetadataDocument === undefined
          ? {}
          : { SAMLMetadataDocument: String(properties.SamlMetadataDocument) }),
        ...given(properties, 'AssertionEncryptionMode'),
      })
    for (const AddPrivateKey of textsOf(properties.PrivateKeyList))
      if (!textsOf(previous.PrivateKeyList).includes(AddPrivateKey))
        await request.call('iam:UpdateSAMLProvider', { SAMLProviderArn, AddPrivateKey })
    await retagEntity(request, 'SAMLProvider', { SAMLProviderArn })
    return await madeOf(request, SAMLProviderArn)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('iam:DeleteSAMLProvider', { SAMLProviderArn: physicalId }), missing)
  },

  async read(query) {
    const found = await unlessMissing(
      query.call<GetSAMLProviderResponse>('iam:GetSAMLProvider', { SAMLProviderArn: query.identifier }),
      missing,
    )
    if (!found) return undefined
    return {
      ...(await madeOf(query, query.identifier)),
      properties: {
        Name: query.identifier.slice(query.identifier.lastIndexOf('/') + 1),
        SamlMetadataDocument: found.SAMLMetadataDocument ?? '',
        ...(found.AssertionEncryptionMode ? { AssertionEncryptionMode: found.AssertionEncryptionMode } : {}),
        ...ownTags(found.Tags),
      },
    }
  },

  async list({ call }) {
    const { SAMLProviderList = [] } = await call<{ SAMLProviderList?: readonly { Arn?: string }[] }>(
      'iam:ListSAMLProviders',
      {},
    )
    return SAMLProviderList.map(({ Arn = '' }) => Arn)
  },
}

async function madeOf({ call }: ResourceCalls, Arn: string): Promise<MadeResource> {
  const { SAMLProviderUUID = '' } = await call<GetSAMLProviderResponse>('iam:GetSAMLProvider', {
    SAMLProviderArn: Arn,
  })
  return { physicalId: Arn, attributes: { Arn, SamlProviderUUID: SAMLProviderUUID } }
}
