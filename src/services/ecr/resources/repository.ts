import type * as Api from '@aws-sdk/client-ecr'
import type { JsonObject } from '../../../base/json.ts'
import { isObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  nameOf,
  orRemove,
  readDocumentText,
  retag,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** AWS::ECR::Repository. Source: CloudFormation template reference, AWS::ECR::Repository. */
export const repository: ResourceType = {
  inert: ['ImageScanningConfiguration', 'EncryptionConfiguration'],

  async create(request) {
    const { properties, call } = request
    const repositoryName = nameOf(request, 'RepositoryName', { max: 256, lowerCase: true })
    await unlessAgain(
      request,
      call('ecr:CreateRepository', {
        repositoryName,
        ...settingsOf(properties),
        ...(isObject(properties.EncryptionConfiguration) && {
          encryptionConfiguration: {
            encryptionType: properties.EncryptionConfiguration.EncryptionType,
            ...(properties.EncryptionConfiguration.KmsKey !== undefined && {
              kmsKey: properties.EncryptionConfiguration.KmsKey,
            }),
          },
        }),
        tags: tagList(tagsOf(request, properties.Tags)),
      }),
      'RepositoryAlreadyExistsException',
    )
    return orRemove(
      request,
      async () => {
        await putPolicies(request, repositoryName, properties)
        return madeOf(request, repositoryName)
      },
      () => call('ecr:DeleteRepository', { repositoryName }),
    )
  },

  async update(request) {
    const { properties, previous, physicalId: repositoryName, call } = request
    const settings = settingsOf(properties)
    if (changed(previous, properties, 'ImageTagMutability', 'ImageTagMutabilityExclusionFilters'))
      await call('ecr:PutImageTagMutability', {
        repositoryName,
        imageTagMutability: settings.imageTagMutability,
        ...(settings.imageTagMutabilityExclusionFilters && {
          imageTagMutabilityExclusionFilters: settings.imageTagMutabilityExclusionFilters,
        }),
      })
    if (changed(previous, properties, 'ImageScanningConfiguration'))
      await call('ecr:PutImageScanningConfiguration', {
        repositoryName,
        imageScanningConfiguration: settings.imageScanningConfiguration,
      })
    await putPolicies(request, repositoryName, properties, previous)
    const made = await madeOf(request, repositoryName)
    const resourceArn = made.attributes.Arn
    await retag(
      request,
      'Tags',
      (tags) => call('ecr:TagResource', { resourceArn, tags: tagList(tags) }),
      (tagKeys) => call('ecr:UntagResource', { resourceArn, tagKeys }),
    )
    return made
  },

  async remove({ call, physicalId, properties }) {
    await unlessMissing(
      call('ecr:DeleteRepository', {
        repositoryName: physicalId,
        force: String(properties.EmptyOnDelete) === 'true',
      }),
      'RepositoryNotFoundException',
    )
  },

  async read(query) {
    const repositoryName = query.identifier
    const found = await find(query, repositoryName)
    if (!found) return undefined
    const { policyText } =
      (await unlessMissing(
        query.call<Api.GetRepositoryPolicyResponse>('ecr:GetRepositoryPolicy', { repositoryName }),
        'RepositoryPolicyNotFoundException',
      )) ?? {}
    const { lifecyclePolicyText } =
      (await unlessMissing(
        query.call<Api.GetLifecyclePolicyResponse>('ecr:GetLifecyclePolicy', { repositoryName }),
        'LifecyclePolicyNotFoundException',
      )) ?? {}
    const { tags = [] } = await query.call<Api.ListTagsForResourceResponse>('ecr:ListTagsForResource', {
      resourceArn: found.repositoryArn,
    })
    const filters = found.imageTagMutabilityExclusionFilters
    return {
      ...resourceOf(found),
      properties: {
        RepositoryName: repositoryName,
        ImageTagMutability: found.imageTagMutability ?? 'MUTABLE',
        ...(filters && {
          ImageTagMutabilityExclusionFilters: filters.map(({ filterType, filter }) => ({
            ImageTagMutabilityExclusionFilterType: filterType ?? 'WILDCARD',
            ImageTagMutabilityExclusionFilterValue: filter ?? '',
          })),
        }),
        ImageScanningConfiguration: { ScanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false },
        EncryptionConfiguration: {
          EncryptionType: found.encryptionConfiguration?.encryptionType ?? 'AES256',
          ...(found.encryptionConfiguration?.kmsKey === undefined
            ? {}
            : { KmsKey: found.encryptionConfiguration.kmsKey }),
        },
        ...(policyText === undefined ? {} : { RepositoryPolicyText: readDocumentText(policyText) }),
        ...(lifecyclePolicyText === undefined
          ? {}
          : { LifecyclePolicy: { LifecyclePolicyText: lifecyclePolicyText } }),
        ...(tags.length > 0 && { Tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) }),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.Repository>(
      calls,
      'ecr:DescribeRepositories',
      {},
      'repositories',
      'nextToken',
    )
    return found.map(({ repositoryName = '' }) => repositoryName)
  },
}

function settingsOf({ ImageTagMutability, ...properties }: ResourceProperties) {
  const { ImageScanningConfiguration: scanning, ImageTagMutabilityExclusionFilters: filters } = properties
  return {
    imageTagMutability: ImageTagMutability ?? 'MUTABLE',
    imageScanningConfiguration: {
      scanOnPush: isObject(scanning) && String(scanning.ScanOnPush) === 'true',
    },
    ...(Array.isArray(filters) && {
      imageTagMutabilityExclusionFilters: (filters as readonly JsonObject[]).map((filter) => ({
        filterType: filter.ImageTagMutabilityExclusionFilterType,
        filter: filter.ImageTagMutabilityExclusionFilterValue,
      })),
    }),
  }
}

/** Brings both policies to what the template says; those it says no more are taken away. */
async function putPolicies(
  { call }: Pick<ResourceCalls, 'call'>,
  repositoryName: string,
  properties: ResourceProperties,
  previous: ResourceProperties = {},
): Promise<void> {
  if (changed(previous, properties, 'RepositoryPolicyText')) {
    const { RepositoryPolicyText: text } = properties
    if (text === undefined)
      await unlessMissing(
        call('ecr:DeleteRepositoryPolicy', { repositoryName }),
        'RepositoryPolicyNotFoundException',
      )
    else await call('ecr:SetRepositoryPolicy', { repositoryName, policyText: documentText(text) })
  }
  if (changed(previous, properties, 'LifecyclePolicy')) {
    const text = isObject(properties.LifecyclePolicy)
      ? properties.LifecyclePolicy.LifecyclePolicyText
      : undefined
    if (text === undefined)
      await unlessMissing(
        call('ecr:DeleteLifecyclePolicy', { repositoryName }),
        'LifecyclePolicyNotFoundException',
      )
    else await call('ecr:PutLifecyclePolicy', { repositoryName, lifecyclePolicyText: documentText(text) })
  }
}

async function find(
  { call }: Pick<ResourceCalls, 'call'>,
  repositoryName: string,
): Promise<Api.Repository | undefined> {
  const found = await unlessMissing(
    call<Api.DescribeRepositoriesResponse>('ecr:DescribeRepositories', { repositoryNames: [repositoryName] }),
    'RepositoryNotFoundException',
  )
  return found?.repositories?.[0]
}

async function madeOf(calls: Pick<ResourceCalls, 'call'>, repositoryName: string): Promise<MadeResource> {
  const found = await find(calls, repositoryName)
  return resourceOf(found ?? { repositoryName })
}

function resourceOf({
  repositoryName = '',
  repositoryArn = '',
  repositoryUri = '',
}: Api.Repository): MadeResource {
  return { physicalId: repositoryName, attributes: { Arn: repositoryArn, RepositoryUri: repositoryUri } }
}
