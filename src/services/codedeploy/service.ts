import type { CodeDeploy } from '@aws-sdk/client-codedeploy'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { instantHandler, workHandler } from './driver/driver.ts'
import { noticeHandler } from './driver/notices.ts'
import { validation } from './errors.ts'
import { deploymentsAtOnce, noticeTryingMs, turnRetry } from './limits.ts'
import {
  batchGetApplications,
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
  updateApplication,
} from './operations/applications.ts'
import { continueDeployment } from './operations/continue-deployment.ts'
import { createDeployment } from './operations/create-deployment.ts'
import {
  createDeploymentConfig,
  deleteDeploymentConfig,
  getDeploymentConfig,
  listDeploymentConfigs,
} from './operations/deployment-configs.ts'
import {
  batchGetDeploymentGroups,
  createDeploymentGroup,
  deleteDeploymentGroup,
  getDeploymentGroup,
  listDeploymentGroups,
  updateDeploymentGroup,
} from './operations/deployment-groups.ts'
import {
  batchGetDeploymentTargets,
  getDeploymentTarget,
  listDeploymentTargets,
} from './operations/deployment-targets.ts'
import { batchGetDeployments, getDeployment, listDeployments } from './operations/deployments.ts'
import { putLifecycleEventHookExecutionStatus } from './operations/put-lifecycle-event-hook-execution-status.ts'
import {
  batchGetApplicationRevisions,
  getApplicationRevision,
  listApplicationRevisions,
  registerApplicationRevision,
} from './operations/revisions.ts'
import { stopDeployment } from './operations/stop-deployment.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { instantQueue, noticeQueue, workQueue } from './records.ts'

/** CodeDeploy, for the Lambda compute platform. */
export const service: ServiceDefinition = {
  prefix: 'codedeploy',
  model: 'codedeploy',
  operations: {
    BatchGetApplicationRevisions: batchGetApplicationRevisions,
    BatchGetApplications: batchGetApplications,
    BatchGetDeploymentGroups: batchGetDeploymentGroups,
    BatchGetDeployments: batchGetDeployments,
    BatchGetDeploymentTargets: batchGetDeploymentTargets,
    ContinueDeployment: continueDeployment,
    CreateApplication: createApplication,
    CreateDeployment: createDeployment,
    CreateDeploymentConfig: createDeploymentConfig,
    CreateDeploymentGroup: createDeploymentGroup,
    DeleteApplication: deleteApplication,
    DeleteDeploymentConfig: deleteDeploymentConfig,
    DeleteDeploymentGroup: deleteDeploymentGroup,
    GetApplication: getApplication,
    GetApplicationRevision: getApplicationRevision,
    GetDeployment: getDeployment,
    GetDeploymentConfig: getDeploymentConfig,
    GetDeploymentGroup: getDeploymentGroup,
    GetDeploymentTarget: getDeploymentTarget,
    ListApplicationRevisions: listApplicationRevisions,
    ListApplications: listApplications,
    ListDeploymentConfigs: listDeploymentConfigs,
    ListDeploymentGroups: listDeploymentGroups,
    ListDeployments: listDeployments,
    ListDeploymentTargets: listDeploymentTargets,
    ListTagsForResource: listTagsForResource,
    PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus,
    RegisterApplicationRevision: registerApplicationRevision,
    StopDeployment: stopDeployment,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateApplication: updateApplication,
    UpdateDeploymentGroup: updateDeploymentGroup,
  } satisfies OperationTable<CodeDeploy>,
  resourceTypes: {
    'AWS::CodeDeploy::Application': async () => (await import('./resources/application.ts')).application,
    'AWS::CodeDeploy::DeploymentConfig': async () =>
      (await import('./resources/deployment-config.ts')).deploymentConfig,
    'AWS::CodeDeploy::DeploymentGroup': async () =>
      (await import('./resources/deployment-group.ts')).deploymentGroup,
  },
  validation,
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle(workQueue, workHandler(surroundings), { concurrency: deploymentsAtOnce, retry: turnRetry })
    jobs.handle(instantQueue, instantHandler(surroundings))
    jobs.handle(noticeQueue, noticeHandler(surroundings), { tryingMsMax: noticeTryingMs })
    return undefined
  },
}
