/**
 * What EventBridge is told of stacks, their resources and their drift. Source: CloudFormation User Guide, "Managing events with AWS
 * CloudFormation and Amazon EventBridge", "CloudFormation events reference".
 */
import type { BusNotice } from '../../delivery/index.ts'
import type { Atomic } from '../../store/index.ts'
import type { StackEvent } from './domain/events.ts'
import type { Stack } from './domain/stack.ts'
import { busQueue, type DriftDetection } from './records.ts'

/** Adds to a commit what is told of an event of a stack: of the stack itself, or of one of its resources. */
export function tellBus(commit: Atomic, stack: Stack, event: StackEvent, at: number): void {
  const { status, reason, token, logicalId, physicalId, type } = event
  const common = {
    'stack-id': stack.id,
    'status-details': { status, 'status-reason': reason ?? '' },
    'client-request-token': token ?? '',
  }
  if (physicalId === stack.id) tell(commit, stack, 'CloudFormation Stack Status Change', common, at)
  else {
    const of = {
      'logical-resource-id': logicalId,
      'physical-resource-id': physicalId,
      'resource-type': type,
    }
    tell(commit, stack, 'CloudFormation Resource Status Change', { ...common, ...of }, at)
  }
}

/** Adds to a commit that drift has been looked for. */
export function tellDrift(commit: Atomic, stack: Stack, detection: DriftDetection): void {
  const { stackId, id, status, failed, driftedCount, at } = detection
  const detail = {
    'stack-id': stackId,
    'stack-drift-detection-id': id,
    'status-details': {
      'stack-drift-status': status,
      'detection-status': failed ? 'DETECTION_FAILED' : 'DETECTION_COMPLETE',
    },
    'drift-detection-details': { 'drifted-stack-resource-count': driftedCount },
  }
  tell(commit, stack, 'CloudFormation Drift Detection Status Change', detail, at)
}

function tell(
  commit: Atomic,
  { accountId, region, id }: Stack,
  detailType: string,
  detail: BusNotice['detail'],
  at: number,
): void {
  const notice: BusNotice = {
    accountId,
    region,
    source: 'aws.cloudformation',
    detailType,
    resources: [id],
    at,
    detail,
  }
  // In the order in which it happened.
  commit.enqueue(busQueue, notice, { group: id })
}
