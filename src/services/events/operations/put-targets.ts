import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { TargetRecord } from '../domain/target-record.ts'
import { refuseTargets } from '../domain/targets.ts'
import { limitExceeded } from '../errors.ts'
import { targetsPerRule } from '../limits.ts'
import { required } from '../required.ts'
import { changeRule, refuseManaged } from '../rules.ts'
import { plain } from '../views.ts'

/** Adds targets, each in the place of one of the same id. */
export async function putTargets(
  input: Api.PutTargetsRequest,
  context: OperationContext,
): Promise<Api.PutTargetsResponse> {
  const targets = required(input.Targets, 'Targets')
  const named = {
    name: required(input.Rule, 'Rule'),
    busName: input.EventBusName,
    action: 'events:PutTargets',
  } as const
  await changeRule(context, named, (rule) => {
    refuseManaged(rule, context.principal.type === 'service')
    const refusal = refuseTargets(targets, context.region)
    if (refusal) throw refusal
    const kept = new Map(rule.targets.map((target) => [target.Id, target]))
    for (const target of targets) kept.set(target.Id ?? '', plain(target) as TargetRecord)
    if (kept.size > targetsPerRule) throw limitExceeded()
    const sorted = [...kept.values()].sort((left, right) => (left.Id < right.Id ? -1 : 1))
    return { ...rule, targets: sorted }
  })
  return { FailedEntryCount: 0, FailedEntries: [] }
}
