/** Looks at the alarms that are rollback triggers of a stack. */
import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch'
import { parseArn } from '../../../aws/arn.ts'
import { AwsError } from '../../../aws/aws-error.ts'
import type { StackOperation } from '../domain/operation.ts'
import { triggersMissing, triggersWentOff } from '../domain/reasons.ts'
import type { Home, RollbackSettings, Stack } from '../domain/stack.ts'
import type { Outcome } from '../domain/work.ts'
import { callerOf, reasonOf, resourceCalls } from './calls.ts'
import type { StackRoom } from './room.ts'

type Triggers = RollbackSettings['triggers']

/** The types that a trigger may be of. Source: API Reference, RollbackTrigger, Type. */
export const triggerTypes: readonly string[] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']

/** The name in an alarm's ARN; undefined: it is none of an alarm. */
export function alarmNameOf(arn: string): string | undefined {
  const parsed = parseArn(arn)
  return parsed?.service === 'cloudwatch' ? /^alarm:(.+)$/s.exec(parsed.resource)?.[1] : undefined
}

/** Looks once: what was found fails the operation, or lets it go on. An alarm that is not there is as bad as one that went off. */
export async function lookAtTriggers(
  room: StackRoom,
  stack: Stack,
  operation: StackOperation,
  triggers: Triggers,
): Promise<Outcome> {
  const at = room.clock.now()
  const { call } = resourceCalls(room, callerOf(stack, operation.principal, stack.deployment?.roleArn))
  try {
    const found = await call<DescribeAlarmsOutput>('cloudwatch:DescribeAlarms', {
      AlarmNames: triggers.filter(({ arn }) => isOf(stack, arn)).map(({ arn }) => alarmNameOf(arn)),
      AlarmTypes: ['CompositeAlarm', 'MetricAlarm'],
    })
    const reason = problemOf(triggers, found)
    return reason === undefined ? { type: 'looked', at } : { type: 'fail', reason }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { type: 'fail', reason: reasonOf(room, error, false) }
  }
}

function isOf({ accountId, region }: Home, arn: string): boolean {
  const parsed = parseArn(arn)
  return parsed?.accountId === accountId && parsed.region === region
}

function problemOf(
  triggers: Triggers,
  { MetricAlarms = [], CompositeAlarms = [] }: DescribeAlarmsOutput,
): string | undefined {
  const states = new Map<string, string | undefined>()
  for (const { AlarmArn, StateValue } of MetricAlarms)
    states.set(`AWS::CloudWatch::Alarm ${AlarmArn}`, StateValue)
  for (const { AlarmArn, StateValue } of CompositeAlarms)
    states.set(`AWS::CloudWatch::CompositeAlarm ${AlarmArn}`, StateValue)
  const arnsWith = (state: string | undefined) =>
    triggers.filter(({ type, arn }) => states.get(`${type} ${arn}`) === state).map(({ arn }) => arn)
  const missing = arnsWith(undefined)
  if (missing.length > 0) return triggersMissing(missing)
  const wentOff = arnsWith('ALARM')
  return wentOff.length > 0 ? triggersWentOff(wentOff) : undefined
}
