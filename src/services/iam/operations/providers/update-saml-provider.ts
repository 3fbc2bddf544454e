import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { readMetadataEnd } from '../../domain/saml-metadata.ts'
import { makePrivateKeyRecord } from '../../domain/unique-ids.ts'
import { findSamlProvider } from '../../providers.ts'
import { type SamlProvider, samlProviders } from '../../records.ts'
import { required } from '../../required.ts'

/** Changes what the request names; the rest stays. */
export function updateSAMLProvider(
  input: Api.UpdateSAMLProviderRequest,
  context: OperationContext,
): Promise<Api.UpdateSAMLProviderResponse> {
  const { store, now, random } = context
  const arn = required(input.SAMLProviderArn, 'SAMLProviderArn')
  const { SAMLMetadataDocument: metadata, AssertionEncryptionMode: encryptionMode } = input
  const replaced = metadata === undefined ? {} : { metadata, validUntil: readMetadataEnd(metadata, now) }
  return changing(store, async (commit) => {
    const stored = await findSamlProvider(context, arn)
    const kept = stored.value.privateKeys.filter(({ keyId }) => keyId !== input.RemovePrivateKey)
    const added = input.AddPrivateKey === undefined ? [] : [makePrivateKeyRecord(now, random)]
    const provider: SamlProvider = {
      ...stored.value,
      ...replaced,
      ...(encryptionMode === undefined ? {} : { encryptionMode }),
      privateKeys: [...kept, ...added],
    }
    samlProviders.put(commit, provider, stored)
    return { SAMLProviderArn: arn }
  })
}

export function deleteSAMLProvider(
  input: Api.DeleteSAMLProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return changing(context.store, async (commit) => {
    const arn = required(input.SAMLProviderArn, 'SAMLProviderArn')
    samlProviders.remove(commit, await findSamlProvider(context, arn))
    return {}
  })
}
