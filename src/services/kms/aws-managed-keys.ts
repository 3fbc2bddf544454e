/**
 * Keys that AWS keeps in an account for its services, behind `alias/aws/<service>`: made when a service, or somebody who asks,
 * needs one for the first time. Source: Developer Guide, "AWS managed keys".
 */
import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { makeMaterial, sealMaterial } from './material.ts'
import { aliases, type Home, type Key, keys } from './records.ts'

/** Services that have such a key. Source: as above, and the services' own guides. */
const services: ReadonlySet<string> = new Set([
  'acm',
  'backup',
  'codecommit',
  'dynamodb',
  'ebs',
  'elasticfilesystem',
  'es',
  'events',
  'glue',
  'kinesis',
  'lambda',
  'lightsail',
  'rds',
  'redshift',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'workspaces',
  'xray',
])

/** Aliases that an account lists before there are keys behind them, in their order. */
export const predefinedAliases: readonly string[] = [...services].sort().map((name) => `alias/aws/${name}`)

/** The service of an alias that AWS keeps; undefined for others. */
export function managedService(alias: string): string | undefined {
  const service = alias.startsWith('alias/aws/') ? alias.slice('alias/aws/'.length) : undefined
  return service !== undefined && services.has(service) ? service : undefined
}

/** The id of the key behind an alias, made if it is not there. */
export async function ensureManagedKey(
  context: OperationContext,
  home: Home,
  name: string,
  service: string,
): Promise<string> {
  const { store, now, partition } = context
  const id = randomUuid(context.random)
  const bytes = await makeMaterial(context, { type: 'secret', bytes: 32 })
  const material = await sealMaterial(context, home, id, bytes)
  return change(context, async (commit) => {
    const known = await aliases.get(store, [home.accountId, home.region, name])
    if (known !== undefined) return known.value.keyId
    const key: Key = {
      ...home,
      id,
      description: `Default key that protects my ${service} data when no other key is defined`,
      usage: 'ENCRYPT_DECRYPT',
      spec: 'SYMMETRIC_DEFAULT',
      origin: 'AWS_KMS',
      manager: 'AWS',
      state: 'Enabled',
      createdAt: now,
      policy: managedPolicy(partition, home, service),
      tags: {},
      materials: [{ ...material, rotatedAt: now }],
      onDemandRotations: 0,
    }
    keys.put(commit, key, undefined)
    aliases.put(commit, { ...home, name, keyId: id, createdAt: now, updatedAt: now }, undefined)
    return id
  })
}

/** UNVERIFIED: the exact statements, which differ between services. */
function managedPolicy(partition: string, { accountId, region }: Home, service: string): string {
  const allow = (sid: string, principal: object, action: string[], condition?: object) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    Resource: '*',
    ...(condition === undefined ? {} : { Condition: condition }),
  })
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      allow(
        `Allow access through ${service} for all principals in the account that are authorized to use ${service}`,
        { AWS: '*' },
        [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        {
          StringEquals: {
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
            'kms:CallerAccount': accountId,
          },
        },
      ),
      allow(
        'Allow direct access to key metadata to the account',
        { AWS: `arn:${partition}:iam::${accountId}:root` },
        ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
      ),
    ],
  })
}
