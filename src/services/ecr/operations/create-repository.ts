import type * as Api from '@aws-sdk/client-ecr'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, repositoryExists } from '../errors.ts'
import { type Repository, repositories } from '../records.ts'
import { registryOf, repositoryView } from '../repositories.ts'
import { withTags } from '../tags.ts'

/** Creates a repository in the caller's registry, or in the one that is named. */
export async function createRepository(
  input: Api.CreateRepositoryRequest,
  context: OperationContext,
): Promise<Api.CreateRepositoryResponse> {
  const { accountId, region } = registryOf(context, input)
  // UNVERIFIED: the words.
  if (accountId !== context.accountId)
    throw invalidParameter('registryId', 'must be the id of your own registry')
  const name = input.repositoryName ?? ''
  const { encryptionType = 'AES256', kmsKey } = input.encryptionConfiguration ?? {}
  if (encryptionType === 'AES256' && kmsKey !== undefined)
    throw invalidParameter('encryptionConfiguration', 'kmsKey is not allowed with the encryption type AES256')
  const repository: Repository = {
    accountId,
    region,
    name,
    id: randomUuid(context.random),
    createdAt: context.now,
    ...mutabilityOf(input.imageTagMutability, input.imageTagMutabilityExclusionFilters),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: { type: encryptionType, ...(kmsKey === undefined ? {} : { kmsKey }) },
    tags: withTags({}, input.tags ?? []),
  }
  return change(context, async (commit) => {
    if (await repositories.get(context.store, [accountId, region, name]))
      throw repositoryExists({ name, registryId: accountId })
    repositories.put(commit, repository, undefined)
    return { repository: repositoryView(repository, context.settings.endpoint) }
  })
}

/** What requests say of tags that are moved. UNVERIFIED: the words of refusals. */
export function mutabilityOf(
  mutability: Api.ImageTagMutability = 'MUTABLE',
  filters: readonly Api.ImageTagMutabilityExclusionFilter[] = [],
): Pick<Repository, 'mutability' | 'exclusions'> {
  const path = 'imageTagMutabilityExclusionFilters'
  if (mutability.endsWith('_WITH_EXCLUSION') !== filters.length > 0)
    throw invalidParameter(path, `must be given with the tag mutability ${mutability}, and with no other`)
  const exclusions = filters.map(({ filterType = 'WILDCARD', filter = '' }) => ({ filterType, filter }))
  for (const { filter } of exclusions)
    if (!/^[0-9a-zA-Z._*-]{1,128}$/.test(filter) || filter.split('*').length > 3)
      throw invalidParameter(path, 'must have letters, digits, ".", "_", "-" and at most two wildcards')
  return { mutability, exclusions }
}
