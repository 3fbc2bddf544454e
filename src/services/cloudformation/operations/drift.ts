import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { tellDrift } from '../bus-events.ts'
import { change } from '../changing.ts'
import type { Stack, StackStatus } from '../domain/stack.ts'
import { existsAsMade } from '../domain/turn.ts'
import { detect } from '../drift.ts'
import { listAllResources } from '../driver/load-work.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { pageSize } from '../limits.ts'
import {
  type DriftDetection,
  type DriftRecord,
  driftDetections,
  drifts,
  resources,
  stacks,
} from '../records.ts'
import type { TypesContext } from './context.ts'

/** Source: User Guide, "Detect drift on an entire CloudFormation stack". */
const stable: ReadonlySet<StackStatus> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
])

async function stableStack(context: OperationContext, name: string | undefined): Promise<Stack> {
  const { value: stack } = await stackNamed(context.store, context, name, noSuchStackToChange)
  if (!stable.has(stack.status))
    throw validationError(
      `Drift detection cannot be performed on stack ${stack.name} in ${stack.status} state`,
    )
  return stack
}

/** DetectStackDrift. The detection is complete when this answers. */
export async function detectStackDrift(
  input: Api.DetectStackDriftInput,
  context: TypesContext,
): Promise<Api.DetectStackDriftOutput> {
  const { store, accountId, region, now, random } = context
  const stack = await stableStack(context, input.StackName)
  const wanted = input.LogicalResourceIds
  const all = (await listAllResources(store, stack, stack.uuid)).map(({ value }) => value)
  const found: DriftRecord[] = []
  for (const resource of all)
    if (existsAsMade(resource) && (wanted === undefined || wanted.includes(resource.logicalId)))
      found.push(await detect(context, stack, resource))
  const drifted = found.filter(({ status }) => status === 'MODIFIED' || status === 'DELETED')
  const failed = found.filter(({ status }) => status === 'UNKNOWN').map(({ logicalId }) => logicalId)
  const checked = found.filter(({ status }) => status !== 'NOT_CHECKED')
  const status =
    drifted.length > 0
      ? 'DRIFTED'
      : failed.length > 0
        ? 'UNKNOWN'
        : checked.length > 0
          ? 'IN_SYNC'
          : 'NOT_CHECKED'
  const id = randomUuid(random)
  await change(context, async (commit) => {
    const stored = await stackNamed(store, context, stack.id)
    stacks.put(commit, { ...stored.value, drift: { status, checkedAt: now } }, stored)
    for (const record of found)
      commit.set(drifts.storeKey([accountId, region, stack.uuid, record.logicalId]), record)
    const detection: DriftDetection = {
      accountId,
      region,
      id,
      stackUuid: stack.uuid,
      stackId: stack.id,
      status,
      driftedCount: drifted.length,
      ...(failed.length > 0 && { failed }),
      at: now,
    }
    driftDetections.put(commit, detection, undefined)
    tellDrift(commit, stored.value, detection)
  })
  return { StackDriftDetectionId: id }
}

/** DescribeStackDriftDetectionStatus. */
export async function describeStackDriftDetectionStatus(
  input: Api.DescribeStackDriftDetectionStatusInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.DescribeStackDriftDetectionStatusOutput> {
  const id = input.StackDriftDetectionId ?? ''
  const found = await driftDetections.get(store, [accountId, region, id])
  if (!found) throw validationError(`Drift detection with id ${id} does not exist`)
  const { stackId, status, driftedCount, at, failed } = found.value
  return {
    StackId: stackId,
    StackDriftDetectionId: id,
    StackDriftStatus: status as Api.StackDriftStatus,
    DetectionStatus: failed ? 'DETECTION_FAILED' : 'DETECTION_COMPLETE',
    // UNVERIFIED: the words.
    ...(failed && { DetectionStatusReason: `Failed to detect drift on resource(s) [${failed.join(', ')}]` }),
    DriftedStackResourceCount: driftedCount,
    Timestamp: new Date(at),
  }
}

/** DetectStackResourceDrift. */
export async function detectStackResourceDrift(
  input: Api.DetectStackResourceDriftInput,
  context: TypesContext,
): Promise<Api.DetectStackResourceDriftOutput> {
  const { store, accountId, region } = context
  const stack = await stableStack(context, input.StackName)
  const logicalId = input.LogicalResourceId ?? ''
  const found = await resources.get(store, [accountId, region, stack.uuid, logicalId])
  if (!found) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`)
  const record = await detect(context, stack, found.value)
  if (record.status === 'NOT_CHECKED')
    throw validationError(`Drift detection is not supported for resource type ${found.value.type}`)
  await change(context, async (commit) => {
    commit.set(drifts.storeKey([accountId, region, stack.uuid, logicalId]), record)
  })
  return { StackResourceDrift: view(stack, record) }
}

/** DescribeStackResourceDrifts: what the last detections found. */
export async function describeStackResourceDrifts(
  input: Api.DescribeStackResourceDriftsInput,
  context: OperationContext,
): Promise<Api.DescribeStackResourceDriftsOutput> {
  const { store, accountId, region } = context
  const { value: stack } = await stackNamed(store, context, input.StackName, noSuchStackToChange)
  const wanted = input.StackResourceDriftStatusFilters ?? []
  const purpose = `cloudformation:DescribeStackResourceDrifts ${stack.id} ${wanted.join()}`
  const after = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  if (input.NextToken !== undefined && after === undefined) throw validationError('Invalid NextToken')
  const page = await drifts.list(store, {
    prefix: [accountId, region, stack.uuid],
    limit: input.MaxResults ?? pageSize,
    ...(after === undefined ? {} : { after: after as Key }),
  })
  return {
    StackResourceDrifts: page.items
      .map(({ value }) => value)
      .filter(({ status }) => (wanted.length === 0 ? status !== 'NOT_CHECKED' : wanted.includes(status)))
      .map((record) => view(stack, record)),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly string[]) } : {}),
  }
}

function view(stack: Stack, record: DriftRecord): Api.StackResourceDrift {
  return {
    StackId: stack.id,
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    ...(record.expected === undefined ? {} : { ExpectedProperties: record.expected }),
    ...(record.actual === undefined ? {} : { ActualProperties: record.actual }),
    PropertyDifferences: record.differences.map(({ path, expected, actual, type }) => ({
      PropertyPath: path,
      ExpectedValue: expected,
      ActualValue: actual,
      DifferenceType: type as Api.DifferenceType,
    })),
    StackResourceDriftStatus: record.status,
    ...(record.reason === undefined ? {} : { DriftStatusReason: record.reason }),
    Timestamp: new Date(record.checkedAt),
  }
}
