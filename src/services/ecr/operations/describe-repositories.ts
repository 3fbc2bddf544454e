import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { repositories } from '../records.ts'
import { registryOf, repositoryFor, repositoryView } from '../repositories.ts'

/** Answers the repositories that are named, or all of a registry in the order of their names. */
export async function describeRepositories(
  input: Api.DescribeRepositoriesRequest,
  context: OperationContext,
): Promise<Api.DescribeRepositoriesResponse> {
  const { endpoint } = context.settings
  const { repositoryNames, registryId } = input
  if (repositoryNames !== undefined) {
    const paged = input.maxResults !== undefined || input.nextToken !== undefined
    if (paged) throw invalidParameter('repositoryNames', 'must not be given with maxResults or nextToken')
    const found = await Promise.all(
      repositoryNames.map((repositoryName) =>
        repositoryFor(context, { repositoryName, registryId }, 'DescribeRepositories'),
      ),
    )
    return { repositories: found.map(({ value }) => repositoryView(value, endpoint)) }
  }
  const { accountId, region } = registryOf(context, input)
  const prefix = [accountId, region]
  // Of another account's registry only what is named can be described.
  if (accountId !== context.accountId) return { repositories: [] }
  const { values, more } = await pageOf(
    input,
    `DescribeRepositories ${accountId} ${region}`,
    (after, limit) => repositories.list(context.store, { prefix, ...(after && { after }), limit }),
    ({ name }) => [...prefix, name],
  )
  return { repositories: values.map((repository) => repositoryView(repository, endpoint)), ...more }
}
