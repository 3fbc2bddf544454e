import type * as Api from '@aws-sdk/client-ecr'
import type { AccountId } from '../../aws/identifiers.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { registryHost } from './domain/addresses.ts'
import { accessDenied, repositoryNotFound } from './errors.ts'
import { type Home, type Repository, repositories } from './records.ts'

/** How requests name a repository. */
export interface RepositoryInput {
  readonly repositoryName?: string | undefined
  /** Default: the caller's own. */
  readonly registryId?: string | undefined
}

/** The registry that a request means. */
export function registryOf(
  context: OperationContext,
  { registryId }: Pick<RepositoryInput, 'registryId'>,
): Home {
  return { accountId: (registryId ?? context.accountId) as AccountId, region: context.region }
}

/** How messages name a repository. */
export function placeOf({ accountId, name }: Pick<Repository, 'accountId' | 'name'>) {
  return { name, registryId: accountId }
}

/** How answers name a repository. */
export function namesOf({ accountId, name }: Pick<Repository, 'accountId' | 'name'>) {
  return { registryId: accountId, repositoryName: name }
}

/** `arn:aws:ecr:us-east-1:123456789012:repository/team/app` */
export function repositoryArn({ accountId, region, name }: Home & { readonly name: string }): string {
  return `arn:${partitionOf(region)}:ecr:${region}:${accountId}:repository/${name}`
}

/**
 * A repository, of which its policy has been asked. `action`: an operation's name. Fails with RepositoryNotFoundException, and with
 * AccessDeniedException.
 */
export async function repositoryFor(
  context: OperationContext,
  input: RepositoryInput,
  action: string,
): Promise<Stored<Repository>> {
  const { accountId, region } = registryOf(context, input)
  const name = input.repositoryName ?? ''
  const found = await repositories.get(context.store, [accountId, region, name])
  if (!found) throw repositoryNotFound({ name, registryId: accountId })
  const refusal = resourceRefusal(context, {
    action: `ecr:${action}`,
    resource: repositoryArn(found.value),
    owner: accountId,
    policy: found.value.policy,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
  return found
}

/** A repository as the API shows it. */
export function repositoryView(repository: Repository, endpoint: string): Api.Repository {
  const { name, accountId, createdAt, mutability, exclusions, scanOnPush, encryption } = repository
  return {
    repositoryArn: repositoryArn(repository),
    registryId: accountId,
    repositoryName: name,
    repositoryUri: `${registryHost(repository, endpoint)}/${name}`,
    createdAt: new Date(createdAt),
    imageTagMutability: mutability,
    ...(exclusions.length > 0 && {
      imageTagMutabilityExclusionFilters: exclusions.map(
        (filter) => filter as Api.ImageTagMutabilityExclusionFilter,
      ),
    }),
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: {
      encryptionType: encryption.type as Api.EncryptionType,
      ...(encryption.kmsKey === undefined ? {} : { kmsKey: encryption.kmsKey }),
    },
  }
}
