import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { repositoryNotEmpty } from '../errors.ts'
import { images, repositories, sweepQueue } from '../records.ts'
import { placeOf, repositoryFor, repositoryView } from '../repositories.ts'

/** Deletes a repository; one with images only by `force`. */
export async function deleteRepository(
  input: Api.DeleteRepositoryRequest,
  context: OperationContext,
): Promise<Api.DeleteRepositoryResponse> {
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'DeleteRepository')
    const repository = stored.value
    const { items } = await images.list(context.store, { prefix: [repository.id], limit: 1 })
    if (items.length > 0 && input.force !== true) throw repositoryNotEmpty(placeOf(repository))
    repositories.remove(commit, stored)
    commit.enqueue(sweepQueue, { repositoryId: repository.id })
    return { repository: repositoryView(repository, context.settings.endpoint) }
  })
}
