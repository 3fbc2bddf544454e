import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { checkClientIds, checkThumbprints, readProviderUrl } from '../../domain/open-id-providers.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { openIdProviderArn } from '../../providers.ts'
import { checkQuota } from '../../quotas.ts'
import { type OpenIdProvider, openIdProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { tagsIfAny } from '../../views.ts'

/** Registers an OpenID Connect provider. Nothing is asked of the provider; without thumbprints it has none. */
export function createOpenIDConnectProvider(
  input: Api.CreateOpenIDConnectProviderRequest,
  { store, accountId, partition, now }: OperationContext,
): Promise<Api.CreateOpenIDConnectProviderResponse> {
  const url = readProviderUrl(required(input.Url, 'Url'))
  const clientIds = [...new Set(input.ClientIDList ?? [])]
  const thumbprints = input.ThumbprintList ?? []
  const tags = readTags(input.Tags ?? [], 'sensitive')
  checkThumbprints(thumbprints)
  checkClientIds(clientIds)
  const provider: OpenIdProvider = {
    accountId,
    url,
    clientIds,
    thumbprints,
    tags: sortTags(tags),
    createdAt: now,
  }
  return changing(store, async (commit) => {
    if (await openIdProviders.get(store, [accountId, url]))
      throw entityAlreadyExists(`Provider with url https://${url} already exists.`)
    const limit = limits.openIdProvidersPerAccount
    await checkQuota(store, openIdProviders, accountId, 'OpenIdConnectProvidersPerAccount', limit)
    openIdProviders.put(commit, provider, undefined)
    return { OpenIDConnectProviderArn: openIdProviderArn(provider, partition), ...tagsIfAny(tags) }
  })
}
