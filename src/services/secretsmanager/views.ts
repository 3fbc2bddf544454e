/** Secrets as the API answers them. */
import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../dispatch/index.ts'
import type { RotationRules } from './domain/schedules.ts'
import type { Secret } from './records.ts'
import type { FoundSecret } from './secrets.ts'

/** What DescribeSecret and ListSecrets both answer. */
export function secretFacts({ value: secret, arn }: Pick<FoundSecret, 'value' | 'arn'>) {
  const { rotation, description, kmsKeyId } = secret
  return {
    ARN: arn,
    Name: secret.name,
    ...(description === undefined ? {} : { Description: description }),
    ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
    ...(rotation === undefined
      ? {}
      : {
          RotationEnabled: rotation.enabled,
          RotationLambdaARN: rotation.functionArn,
          RotationRules: rulesView(rotation.rules),
          ...(rotation.enabled && rotation.next !== undefined
            ? { NextRotationDate: new Date(rotation.next.closesAt) }
            : {}),
        }),
    ...dated('LastRotatedDate', secret.rotatedAt),
    ...dated('LastChangedDate', secret.changedAt),
    ...dated('LastAccessedDate', secret.accessedAt),
    ...dated('DeletedDate', secret.deletionAt),
    ...dated('CreatedDate', secret.createdAt),
    Tags: tagList(secret.tags),
    ...(secret.replicas.length > 0 ? { PrimaryRegion: secret.region } : {}),
  }
}

function dated<Name extends string>(name: Name, at: number | undefined) {
  return (at === undefined ? {} : { [name]: new Date(at) }) as { [key in Name]?: Date }
}

function rulesView({ days, expression, duration }: RotationRules): Api.RotationRulesType {
  return {
    ...(days === undefined ? {} : { AutomaticallyAfterDays: days }),
    ...(expression === undefined ? {} : { ScheduleExpression: expression }),
    ...(duration === undefined ? {} : { Duration: duration }),
  }
}

/** Versions that have labels; the others are deprecated, and not shown. */
export function stagesView({ versions }: Secret): Record<string, string[]> {
  return Object.fromEntries(
    versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]),
  )
}

export function tagList(tags: Readonly<Record<string, string>>): Api.Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

export function replicationView({ replicas }: Secret): Api.ReplicationStatusType[] {
  return replicas.map(({ region, kmsKeyId }) => ({
    Region: region,
    KmsKeyId: kmsKeyId ?? 'alias/aws/secretsmanager',
    Status: 'InSync',
  }))
}

/** The day on which a secret was used, which is all that AWS says of it. */
export function dayOf({ now }: Pick<OperationContext, 'now'>): number {
  return Math.floor(now / 86_400_000) * 86_400_000
}
