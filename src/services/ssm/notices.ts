/**
 * What EventBridge is told of parameters. Source: Systems Manager User Guide, "Setting up notifications or triggering actions based on
 * Parameter Store events", "Amazon EventBridge event examples for Systems Manager" (Parameter Store Events).
 */
import { partitionOf } from '../../aws/identifiers.ts'
import type { BusNotice } from '../../delivery/index.ts'
import type { Atomic } from '../../store/index.ts'
import { parameterArn } from './domain/names.ts'
import { dueAt, type Policy } from './domain/policies.ts'
import { noticeQueue, type Parameter, type PolicyInstant, policyInstants } from './records.ts'

/** Changes that are told. That a label is taken off is not among them. */
export type ParameterChange = 'Create' | 'Update' | 'Delete' | 'LabelParameterVersion'

/** Adds to a commit that a parameter changed. */
export function tellChange(
  commit: Atomic,
  parameter: Parameter,
  operation: ParameterChange,
  at: number,
): void {
  const { name, current } = parameter
  tell(commit, parameter, 'Parameter Store Change', at, {
    operation,
    name,
    type: current.type,
    ...(current.description === undefined ? {} : { description: current.description }),
  })
}

/**
 * Adds to a commit that a policy was carried out. Documented are the members `parameter-name` and `policy-type`.
 * UNVERIFIED: the others.
 */
export function tellPolicy(commit: Atomic, parameter: Parameter, policy: Policy, at: number): void {
  const { name, current } = parameter
  tell(commit, parameter, 'Parameter Store Policy Action', at, {
    'parameter-name': name,
    'parameter-type': current.type,
    'policy-type': policy.type,
    'policy-content': policy.text,
    'action-status': 'Success',
    'action-reason': reasons[policy.type],
  })
}

const reasons = {
  Expiration: 'The parameter expired and was deleted.',
  ExpirationNotification: 'The parameter is about to expire.',
  NoChangeNotification: 'The parameter has not been changed for the time that the policy names.',
} as const satisfies Record<Policy['type'], string>

/** Adds to a commit that an Expiration policy has ended a parameter. */
export function tellExpired(commit: Atomic, parameter: Parameter, now: number): void {
  const policy = parameter.current.policies.find(({ type }) => type === 'Expiration')
  if (policy) tellPolicy(commit, parameter, policy, parameter.expiresAt ?? now)
}

/** Adds to a commit what policies will tell of the parameter's current version; `before` told some of it already. */
export function plan(commit: Atomic, parameter: Parameter, before: Parameter | undefined, now: number): void {
  const { accountId, region, path, current } = parameter
  for (const [index, policy] of current.policies.entries()) {
    if (policy.type === 'Expiration') continue
    const at = dueAt(policy, current.policies, current.modifiedAt)
    if (at <= now && before !== undefined && wasDue(policy, before, at)) continue
    const instant: PolicyInstant = { accountId, region, path, version: current.version, index }
    commit.enqueue(policyInstants, instant, { deliverAt: Math.max(at, now) })
  }
}

/** Whether the version before had the same policy, due at the same instant. */
function wasDue({ text }: Policy, { current }: Parameter, at: number): boolean {
  return current.policies.some(
    (policy) => policy.text === text && dueAt(policy, current.policies, current.modifiedAt) === at,
  )
}

function tell(
  commit: Atomic,
  { accountId, region, path }: Parameter,
  detailType: string,
  at: number,
  detail: BusNotice['detail'],
): void {
  const notice: BusNotice = {
    accountId,
    region,
    source: 'aws.ssm',
    detailType,
    resources: [parameterArn({ partition: partitionOf(region), accountId, region }, path)],
    at,
    detail,
  }
  commit.enqueue(noticeQueue, notice)
}
