import type * as Api from '@aws-sdk/client-iam'
import { randomText } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { readMetadataEnd } from '../../domain/saml-metadata.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makePrivateKeyRecord } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { samlProviderArn } from '../../providers.ts'
import { checkQuota } from '../../quotas.ts'
import { type SamlProvider, samlProviders } from '../../records.ts'
import { required } from '../../required.ts'
import { tagsIfAny } from '../../views.ts'

/** Registers a SAML provider. Nobody can sign in with it: see the README. */
export function createSAMLProvider(
  input: Api.CreateSAMLProviderRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.CreateSAMLProviderResponse> {
  const name = required(input.Name, 'Name')
  const metadata = required(input.SAMLMetadataDocument, 'SAMLMetadataDocument')
  const tags = readTags(input.Tags ?? [], 'sensitive')
  const provider: SamlProvider = {
    accountId,
    name,
    uuid: randomText(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 21),
    metadata,
    encryptionMode: input.AssertionEncryptionMode ?? 'Allowed',
    privateKeys: input.AddPrivateKey === undefined ? [] : [makePrivateKeyRecord(now, random)],
    validUntil: readMetadataEnd(metadata, now),
    tags: sortTags(tags),
    createdAt: now,
  }
  return changing(store, async (commit) => {
    // UNVERIFIED: the words.
    if (await samlProviders.get(store, [accountId, name]))
      throw entityAlreadyExists(`SAML provider with name ${name} already exists.`)
    const limit = limits.samlProvidersPerAccount
    await checkQuota(store, samlProviders, accountId, 'SAMLProvidersPerAccount', limit)
    samlProviders.put(commit, provider, undefined)
    return { SAMLProviderArn: samlProviderArn(provider, partition), ...tagsIfAny(tags) }
  })
}
