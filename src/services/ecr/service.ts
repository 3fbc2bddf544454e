import type { ECR } from '@aws-sdk/client-ecr'
import { busNoticeHandler, busNoticeTryingMs } from '../../delivery/index.ts'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import type { SiteHandler } from './adapters/site-handler.ts'
import { validationStyle } from './errors.ts'
import { handleLifecycles } from './lifecycle-work.ts'
import { requestBytesMax } from './limits.ts'
import { createRepository } from './operations/create-repository.ts'
import { deleteRepository } from './operations/delete-repository.ts'
import { describeRepositories } from './operations/describe-repositories.ts'
import {
  batchDeleteImage,
  batchGetImage,
  describeImageScanFindings,
  describeImages,
  listImages,
  putImage,
} from './operations/images.ts'
import {
  batchCheckLayerAvailability,
  completeLayerUpload,
  getDownloadUrlForLayer,
  initiateLayerUpload,
  uploadLayerPart,
} from './operations/layers.ts'
import {
  deleteLifecyclePolicy,
  getLifecyclePolicy,
  getLifecyclePolicyPreview,
  putLifecyclePolicy,
  startLifecyclePolicyPreview,
} from './operations/lifecycle-policy.ts'
import {
  describeRegistry,
  getAuthorizationToken,
  getRegistryScanningConfiguration,
} from './operations/registry.ts'
import {
  deleteRepositoryPolicy,
  getRepositoryPolicy,
  setRepositoryPolicy,
} from './operations/repository-policy.ts'
import { putImageScanningConfiguration, putImageTagMutability } from './operations/repository-settings.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { noticeQueue } from './records.ts'
import { handleSweeps } from './sweeping.ts'

/** What the service asks of the application. */
export interface EcrRooms {
  answerRegistries(load: () => Promise<SiteHandler>): void
}

/** Elastic Container Registry: repositories, and the images in them. */
export const ecrService = (rooms: EcrRooms): ServiceDefinition => ({
  prefix: 'ecr',
  model: 'ecr',
  operations: {
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    BatchDeleteImage: batchDeleteImage,
    BatchGetImage: batchGetImage,
    CompleteLayerUpload: completeLayerUpload,
    CreateRepository: createRepository,
    DeleteLifecyclePolicy: deleteLifecyclePolicy,
    DeleteRepository: deleteRepository,
    DeleteRepositoryPolicy: deleteRepositoryPolicy,
    DescribeImageScanFindings: describeImageScanFindings,
    DescribeImages: describeImages,
    DescribeRegistry: describeRegistry,
    DescribeRepositories: describeRepositories,
    GetAuthorizationToken: getAuthorizationToken,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    GetLifecyclePolicy: getLifecyclePolicy,
    GetLifecyclePolicyPreview: getLifecyclePolicyPreview,
    GetRegistryScanningConfiguration: getRegistryScanningConfiguration,
    GetRepositoryPolicy: getRepositoryPolicy,
    InitiateLayerUpload: initiateLayerUpload,
    ListImages: listImages,
    ListTagsForResource: listTagsForResource,
    PutImage: putImage,
    PutImageScanningConfiguration: putImageScanningConfiguration,
    PutImageTagMutability: putImageTagMutability,
    PutLifecyclePolicy: putLifecyclePolicy,
    SetRepositoryPolicy: setRepositoryPolicy,
    StartLifecyclePolicyPreview: startLifecyclePolicyPreview,
    TagResource: tagResource,
    UntagResource: untagResource,
    UploadLayerPart: uploadLayerPart,
  } satisfies OperationTable<ECR>,
  resourceTypes: {
    'AWS::ECR::Repository': async () => (await import('./resources/repository.ts')).repository,
  },
  validation: validationStyle,
  requestBytesMax,
  start: async (surroundings) => {
    handleLifecycles(surroundings)
    handleSweeps(surroundings)
    surroundings.jobs.handle(noticeQueue, busNoticeHandler(surroundings, 'ecr.amazonaws.com'), {
      tryingMsMax: busNoticeTryingMs,
    })
    rooms.answerRegistries(async () => (await import('./adapters/site.ts')).registrySite(surroundings))
    return undefined
  },
})
