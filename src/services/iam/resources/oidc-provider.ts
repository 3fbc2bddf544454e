import type { GetOpenIDConnectProviderResponse } from '@aws-sdk/client-iam'
import {
  changed,
  type MadeResource,
  type ResourceType,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing, ownTags, retagEntity, taken, textsOf } from './holders.ts'

/** AWS::IAM::OIDCProvider. Source: CloudFormation template reference, AWS::IAM::OIDCProvider. */
export const oidcProvider: ResourceType = {
  async create(request) {
    const { properties, partition, accountId } = request
    const Url = String(properties.Url)
    await unlessAgain(
      request,
      request.call('iam:CreateOpenIDConnectProvider', {
        Url,
        ClientIDList: textsOf(properties.ClientIdList),
        ThumbprintList: textsOf(properties.ThumbprintList),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      taken,
    )
    const host = Url.replace(/^https:\/\//, '').replace(/\/$/, '')
    return madeOf(`arn:${partition}:iam::${accountId}:oidc-provider/${host}`)
  },

  async update(request) {
    const { physicalId: OpenIDConnectProviderArn, previous, properties } = request
    const before = textsOf(previous.ClientIdList)
    const after = textsOf(properties.ClientIdList)
    for (const ClientID of after)
      if (!before.includes(ClientID))
        await request.call('iam:AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID })
    for (const ClientID of before)
      if (!after.includes(ClientID))
        await request.call('iam:RemoveClientIDFromOpenIDConnectProvider', {
          OpenIDConnectProviderArn,
          ClientID,
        })
    if (changed(previous, properties, 'ThumbprintList') && properties.ThumbprintList !== undefined)
      await request.call('iam:UpdateOpenIDConnectProviderThumbprint', {
        OpenIDConnectProviderArn,
        ThumbprintList: textsOf(properties.ThumbprintList),
      })
    await retagEntity(request, 'OpenIDConnectProvider', { OpenIDConnectProviderArn })
    return madeOf(OpenIDConnectProviderArn)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('iam:DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: physicalId }),
      missing,
    )
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<GetOpenIDConnectProviderResponse>('iam:GetOpenIDConnectProvider', {
        OpenIDConnectProviderArn: identifier,
      }),
      missing,
    )
    if (!found) return undefined
    return {
      ...madeOf(identifier),
      properties: {
        Url: found.Url?.startsWith('https://') ? found.Url : `https://${found.Url}`,
        ClientIdList: found.ClientIDList ?? [],
        ThumbprintList: found.ThumbprintList ?? [],
        ...ownTags(found.Tags),
      },
    }
  },

  async list({ call }) {
    const { OpenIDConnectProviderList = [] } = await call<{
      OpenIDConnectProviderList?: readonly { Arn?: string }[]
    }>('iam:ListOpenIDConnectProviders', {})
    return OpenIDConnectProviderList.map(({ Arn = '' }) => Arn)
  },
}

function madeOf(Arn: string): MadeResource {
  return { physicalId: Arn, attributes: { Arn } }
}
