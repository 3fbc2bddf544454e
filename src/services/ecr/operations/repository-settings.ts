import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { type Repository, repositories } from '../records.ts'
import { namesOf, type RepositoryInput, repositoryFor } from '../repositories.ts'
import { mutabilityOf } from './create-repository.ts'

/** PutImageScanningConfiguration. The setting is kept: nothing here scans. */
export async function putImageScanningConfiguration(
  input: Api.PutImageScanningConfigurationRequest,
  context: OperationContext,
): Promise<Api.PutImageScanningConfigurationResponse> {
  const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false
  const repository = await changeSettings(input, context, 'PutImageScanningConfiguration', { scanOnPush })
  return { ...namesOf(repository), imageScanningConfiguration: { scanOnPush } }
}

/** PutImageTagMutability: whether tags may be moved from now on. */
export async function putImageTagMutability(
  input: Api.PutImageTagMutabilityRequest,
  context: OperationContext,
): Promise<Api.PutImageTagMutabilityResponse> {
  const settings = mutabilityOf(input.imageTagMutability, input.imageTagMutabilityExclusionFilters)
  const repository = await changeSettings(input, context, 'PutImageTagMutability', settings)
  return {
    ...namesOf(repository),
    imageTagMutability: settings.mutability,
    ...(input.imageTagMutabilityExclusionFilters && {
      imageTagMutabilityExclusionFilters: input.imageTagMutabilityExclusionFilters,
    }),
  }
}

async function changeSettings(
  input: RepositoryInput,
  context: OperationContext,
  action: string,
  settings: Partial<Repository>,
): Promise<Repository> {
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, action)
    repositories.put(commit, { ...stored.value, ...settings }, stored)
    return stored.value
  })
}
