import type { SecretsManager } from '@aws-sdk/client-secrets-manager'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { batchGetSecretValue } from './operations/batch-get-secret-value.ts'
import { cancelRotateSecret } from './operations/cancel-rotate-secret.ts'
import { createSecret } from './operations/create-secret.ts'
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts'
import { deleteSecret } from './operations/delete-secret.ts'
import { describeSecret } from './operations/describe-secret.ts'
import { getRandomPassword } from './operations/get-random-password.ts'
import { getResourcePolicy } from './operations/get-resource-policy.ts'
import { getSecretValue } from './operations/get-secret-value.ts'
import { listSecretVersionIds } from './operations/list-secret-version-ids.ts'
import { listSecrets } from './operations/list-secrets.ts'
import { putResourcePolicy } from './operations/put-resource-policy.ts'
import { putSecretValue } from './operations/put-secret-value.ts'
import { removeRegionsFromReplication } from './operations/remove-regions-from-replication.ts'
import { replicateSecretToRegions } from './operations/replicate-secret-to-regions.ts'
import { restoreSecret } from './operations/restore-secret.ts'
import { rotateSecret } from './operations/rotate-secret.ts'
import { stopReplicationToReplica } from './operations/stop-replication-to-replica.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateSecret } from './operations/update-secret.ts'
import { updateSecretVersionStage } from './operations/update-secret-version-stage.ts'
import { validateResourcePolicy } from './operations/validate-resource-policy.ts'
import { dueQueue, stepQueue } from './records.ts'
import { dueHandler, stepHandler, stepOptions } from './rotation-work.ts'
import { validation } from './validation.ts'

/** AWS Secrets Manager. */
export const service: ServiceDefinition = {
  prefix: 'secretsmanager',
  model: 'secrets-manager',
  operations: {
    BatchGetSecretValue: batchGetSecretValue,
    CancelRotateSecret: cancelRotateSecret,
    CreateSecret: createSecret,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetRandomPassword: getRandomPassword,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    ListSecrets: listSecrets,
    PutResourcePolicy: putResourcePolicy,
    PutSecretValue: putSecretValue,
    RemoveRegionsFromReplication: removeRegionsFromReplication,
    ReplicateSecretToRegions: replicateSecretToRegions,
    RestoreSecret: restoreSecret,
    RotateSecret: rotateSecret,
    StopReplicationToReplica: stopReplicationToReplica,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
    ValidateResourcePolicy: validateResourcePolicy,
  } satisfies OperationTable<SecretsManager>,
  resourceTypes: {
    'AWS::SecretsManager::ResourcePolicy': async () =>
      (await import('./resources/resource-policy.ts')).resourcePolicy,
    'AWS::SecretsManager::RotationSchedule': async () =>
      (await import('./resources/rotation-schedule.ts')).rotationSchedule,
    'AWS::SecretsManager::Secret': async () => (await import('./resources/secret.ts')).secret,
    'AWS::SecretsManager::SecretTargetAttachment': async () =>
      (await import('./resources/secret-target-attachment.ts')).secretTargetAttachment,
  },
  validation,
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle(dueQueue, dueHandler(surroundings))
    jobs.handle(stepQueue, stepHandler(surroundings), stepOptions(surroundings))
    return undefined
  },
}
