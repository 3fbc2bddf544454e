/** What ends a wait: answers of custom resources, signals, and time. */
import type { JsonObject } from '../../../base/json.ts'
import type { StackResource, Wait } from './resource.ts'
import type { Outcome } from './work.ts'

/** What came for a resource that waits. */
export type Arrival = {
  readonly kind: 'answer' | 'signal' | 'child'
  readonly waitId: string
  readonly body: JsonObject
}

/** Whether an arrival is for the wait that a resource is in. */
export function isFor(resource: StackResource, arrival: Arrival): boolean {
  const { task } = resource
  return task?.state === 'waiting' && task.wait?.id === arrival.waitId
}

/** What an arrival makes of the resource that waited for it. */
export function arrived(resource: StackResource, arrival: Arrival): Outcome {
  if (arrival.kind === 'answer') return answered(resource, arrival.body)
  if (arrival.kind === 'child') return childEnded(resource, arrival.body)
  const wait = resource.task?.wait
  if (!wait) return { type: 'removed', logicalId: resource.logicalId }
  return signalled(resource, wait, arrival.body)
}

/** Source: Template Reference, "Custom resource response objects". */
function answered(resource: StackResource, body: JsonObject): Outcome {
  const { logicalId, task } = resource
  const removing = task?.wait?.removes === true
  const { Status, Reason, PhysicalResourceId, RequestId, Data, NoEcho } = body
  const problem = body.$problem
  if (typeof problem === 'string') return { type: 'failed', logicalId, reason: problem }
  if (Status !== 'SUCCESS') {
    const physicalId = typeof PhysicalResourceId === 'string' ? PhysicalResourceId : undefined
    return {
      type: 'failed',
      logicalId,
      reason: `Received response status [FAILED] from custom resource. Message returned: ${String(Reason ?? 'No reason given')} (RequestId: ${String(RequestId)})`,
      ...(physicalId !== undefined && { physicalId }),
    }
  }
  if (removing) return { type: 'removed', logicalId }
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '')
    return { type: 'failed', logicalId, reason: 'Invalid PhysicalResourceId' }
  return {
    type: 'made',
    logicalId,
    physicalId: PhysicalResourceId,
    attributes: typeof Data === 'object' && Data !== null && !Array.isArray(Data) ? (Data as JsonObject) : {},
    noEcho: NoEcho === true || NoEcho === 'true',
  }
}

/** What the notice of a nested stack makes of the resource that it is. */
export function childEnded(resource: Pick<StackResource, 'logicalId'>, body: JsonObject): Outcome {
  const { logicalId } = resource
  const { failure, outputs, stackId } = body
  if (typeof failure === 'string') {
    return { type: 'failed', logicalId, reason: failure, physicalId: String(stackId) }
  }
  if (body.deleted === true) return { type: 'removed', logicalId }
  return { type: 'made', logicalId, physicalId: String(stackId), attributes: (outputs ?? {}) as JsonObject }
}

/** Source: User Guide, "CreationPolicy attribute", "Create wait conditions in a CloudFormation template". */
function signalled(resource: StackResource, wait: Wait, body: JsonObject): Outcome {
  const { logicalId, type } = resource
  const uniqueId = String(body.UniqueId)
  const failed = body.Status === 'FAILURE'
  const isCondition = type === 'AWS::CloudFormation::WaitCondition'
  if (failed)
    return {
      type: 'failed',
      logicalId,
      ...(resource.physicalId === undefined ? {} : { physicalId: resource.physicalId }),
      reason: isCondition
        ? `WaitCondition received failed message: '${String(body.Reason ?? '')}' for uniqueId: ${uniqueId}`
        : `Received 1 FAILURE signal(s) out of ${wait.count ?? 1}. Unable to satisfy 100% MinSuccessfulInstancesPercent requirement`,
    }
  const signals = { ...wait.signals, [uniqueId]: body.Data ?? '' }
  if (Object.keys(signals).length < (wait.count ?? 1))
    return { type: 'signal', logicalId, wait: { ...wait, signals } }
  return enoughSignals(resource, signals)
}

/** All signals that were needed have come. */
export function enoughSignals(resource: StackResource, signals: JsonObject): Outcome {
  const isCondition = resource.type === 'AWS::CloudFormation::WaitCondition'
  return {
    type: 'made',
    logicalId: resource.logicalId,
    physicalId: resource.physicalId ?? '',
    attributes: isCondition ? { Data: JSON.stringify(signals) } : resource.attributes,
  }
}

/** The waits whose time is over. */
export function expired(resources: Iterable<StackResource>, now: number): readonly Outcome[] {
  return [...resources].flatMap((resource): Outcome[] => {
    const { task, logicalId, physicalId } = resource
    const wait = task?.state === 'waiting' ? task.wait : undefined
    if (wait?.deadlineAt === undefined || wait.deadlineAt > now || wait.for === 'look') return []
    const failure = { type: 'failed', logicalId, reason: timeoutReason(resource, wait) } as const
    return [physicalId === undefined ? failure : { ...failure, physicalId }]
  })
}

function timeoutReason({ type }: StackResource, wait: Wait): string {
  const received = Object.keys(wait.signals ?? {}).length
  if (wait.for === 'answer')
    return `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${wait.id}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`
  if (type === 'AWS::CloudFormation::WaitCondition')
    return `WaitCondition timed out. Received ${received} conditions when expecting ${wait.count ?? 1}`
  return `Failed to receive ${(wait.count ?? 1) - received} resource signal(s) within the specified duration`
}
