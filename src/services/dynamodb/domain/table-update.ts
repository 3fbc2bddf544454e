/**
 * What one UpdateTable may ask for, before the table is looked at.
 * Source: API Reference, UpdateTable; the words: recorded on AWS (dynalite; ack-api-quirks, 2026-10).
 */
import type { UpdateTableInput } from '@aws-sdk/client-dynamodb'
import { readThroughput } from './index-definitions.ts'
import { invalid, refused } from './refusals.ts'

export function checkUpdate(input: UpdateTableInput): void {
  const updates = input.GlobalSecondaryIndexUpdates
  const settings = settingsOf(input)
  if (settings.length === 0 && (updates === undefined || updates.length === 0)) {
    throw refused(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    )
  }
  if (updates?.length === 0) throw invalid('List of GlobalSecondaryIndexUpdates is empty')
  readThroughput(input.ProvisionedThroughput)
  checkAlone(input, settings, updates !== undefined)
  if (updates !== undefined) checkIndexUpdates(updates)
}

type Setting = 'SSESpecification' | 'TableClass' | 'DeletionProtectionEnabled' | 'WarmThroughput' | 'other'

function settingsOf(input: UpdateTableInput): Setting[] {
  const named = (
    ['SSESpecification', 'TableClass', 'DeletionProtectionEnabled', 'WarmThroughput'] as const
  ).filter((name) => input[name] !== undefined)
  const others = [
    input.ProvisionedThroughput,
    input.BillingMode,
    input.StreamSpecification,
    input.OnDemandThroughput,
  ]
  return [...named, ...others.filter((value) => value !== undefined).map(() => 'other' as const)]
}

const aloneWords: Readonly<Record<Exclude<Setting, 'other'>, string>> = {
  SSESpecification: 'Server-Side Encryption modification must be the only operation in the request',
  TableClass: 'TableClass modification must be the only operation in the request',
  DeletionProtectionEnabled: 'DeletionProtection modification must be the only operation in the request',
  WarmThroughput: 'WarmThroughput must be the only operation in the request',
}

function checkAlone(input: UpdateTableInput, settings: readonly Setting[], hasIndexUpdates: boolean): void {
  const [first] = settings
  if (first !== undefined && first !== 'other' && (settings.length > 1 || hasIndexUpdates)) {
    throw invalid(aloneWords[first])
  }
  const throughput = input.ProvisionedThroughput !== undefined || input.BillingMode === 'PROVISIONED'
  const stream = input.StreamSpecification !== undefined
  if (stream && throughput) throw invalid('You cannot modify stream status while updating table IOPS')
  const madeOrDeleted = input.GlobalSecondaryIndexUpdates?.some(
    ({ Create, Delete }) => Create !== undefined || Delete !== undefined,
  )
  if (madeOrDeleted && stream) throw invalid('You cannot create or delete index while changing stream status')
  if (madeOrDeleted && throughput)
    throw invalid('You cannot create or delete index while updating table IOPS')
  if (input.OnDemandThroughput !== undefined && (stream || input.ProvisionedThroughput !== undefined)) {
    throw invalid('OnDemandThroughput can only be combined with BillingMode in an UpdateTable request')
  }
}

function checkIndexUpdates(updates: NonNullable<UpdateTableInput['GlobalSecondaryIndexUpdates']>): void {
  const names = new Set<string>()
  for (const { Update, Create, Delete } of updates) {
    const actions = [Update, Create, Delete].filter((action) => action !== undefined)
    const [action] = actions
    if (action === undefined) {
      throw invalid(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      )
    }
    if (actions.length > 1) {
      throw invalid('Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object')
    }
    const name = action.IndexName ?? ''
    if (names.has(name)) {
      throw invalid(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      )
    }
    names.add(name)
  }
}
