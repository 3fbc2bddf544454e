import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { checkClientIds, checkThumbprints } from '../../domain/open-id-providers.ts'
import { findOpenIdProvider } from '../../providers.ts'
import { type OpenIdProvider, openIdProviders } from '../../records.ts'
import { required } from '../../required.ts'

/** Adds an audience. One that is there already stays. */
export function addClientIDToOpenIDConnectProvider(
  input: Api.AddClientIDToOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const clientId = required(input.ClientID, 'ClientID')
  return change(context, input.OpenIDConnectProviderArn, (provider) => {
    const clientIds = [...new Set([...provider.clientIds, clientId])]
    checkClientIds(clientIds)
    return { ...provider, clientIds }
  })
}

/** Removes an audience. One that is not there does not matter. */
export function removeClientIDFromOpenIDConnectProvider(
  input: Api.RemoveClientIDFromOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return change(context, input.OpenIDConnectProviderArn, (provider) => ({
    ...provider,
    clientIds: provider.clientIds.filter((clientId) => clientId !== input.ClientID),
  }))
}

export function updateOpenIDConnectProviderThumbprint(
  input: Api.UpdateOpenIDConnectProviderThumbprintRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const thumbprints = required(input.ThumbprintList, 'ThumbprintList')
  checkThumbprints(thumbprints)
  return change(context, input.OpenIDConnectProviderArn, (provider) => ({ ...provider, thumbprints }))
}

function change(
  context: OperationContext,
  arn: string | undefined,
  changed: (provider: OpenIdProvider) => OpenIdProvider,
): Promise<Record<never, never>> {
  return changing(context.store, async (commit) => {
    const stored = await findOpenIdProvider(context, required(arn, 'OpenIDConnectProviderArn'))
    openIdProviders.put(commit, changed(stored.value), stored)
    return {}
  })
}
