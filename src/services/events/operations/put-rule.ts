import type * as Api from '@aws-sdk/client-eventbridge'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { parseScheduleExpression } from '../../../engines/schedule-expression/index.ts'
import { requireBus, touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { defaultBusName, ruleArn } from '../domain/names.ts'
import { invalidParameter, limitExceeded, validation } from '../errors.ts'
import { patternLength, rulesPerBus } from '../limits.ts'
import { type Bus, type Rule, rules } from '../records.ts'
import { required } from '../required.ts'
import { findRule, refuseManaged } from '../rules.ts'
import { planTick } from '../schedules.ts'
import { checkPattern, readTags } from '../views.ts'

/** Makes a rule, or puts another in its place: what is left out is not kept, but for targets and tags. */
export async function putRule(
  input: Api.PutRuleRequest,
  context: OperationContext,
): Promise<Api.PutRuleResponse> {
  const name = required(input.Name, 'Name')
  const { EventPattern, ScheduleExpression } = input
  // An empty text is none: SDKs and templates send it for what is not set.
  if (!EventPattern && !ScheduleExpression)
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.')
  if (EventPattern) checkPattern(EventPattern)
  return change(context, async (commit) => {
    const { bus } = await requireBus(context, input.EventBusName, 'events:PutRule', (address) =>
      ruleArn(address, name),
    )
    if ((input.EventPattern ?? '').length > patternLength)
      throw validation(`Parameter EventPattern for rule ${name} exceeds limit of ${patternLength}.`)
    checkSchedule(ScheduleExpression, bus)
    const stored = await findRule(context, bus, name)
    if (stored) refuseManaged(stored.value, false)
    else await refuseTooMany(context, bus)
    const rule = nextRule(input, context, bus, stored?.value)
    rules.put(commit, rule, stored)
    touchRevision(commit, bus)
    if (rule.scheduleId !== undefined && rule.scheduleId !== stored?.value.scheduleId)
      planTick(commit, rule, context.now, context.now)
    return { RuleArn: ruleArn(bus, name) }
  })
}

function checkSchedule(schedule: string | undefined, { busName }: Bus): void {
  if (!schedule) return
  if (busName !== defaultBusName)
    throw validation('ScheduleExpression is supported only on the default event bus.')
  const expression = parseScheduleExpression(schedule)
  if (!expression || expression.type === 'at') throw invalidParameter('ScheduleExpression')
}

function nextRule(
  input: Api.PutRuleRequest,
  { accountId, random, principal }: OperationContext,
  bus: Bus,
  before: Rule | undefined,
): Rule {
  const { Name = '', EventPattern, ScheduleExpression, State = 'ENABLED', Description, RoleArn, Tags } = input
  const isRunning = before !== undefined && before.schedule === ScheduleExpression && before.state === State
  const scheduleId = isRunning ? before.scheduleId : randomHex(random, 8)
  return {
    accountId: bus.accountId,
    region: bus.region,
    busName: bus.busName,
    name: Name,
    ...(EventPattern ? { eventPattern: EventPattern } : {}),
    ...(ScheduleExpression ? { schedule: ScheduleExpression } : {}),
    ...(ScheduleExpression && scheduleId !== undefined ? { scheduleId } : {}),
    state: State,
    ...(Description === undefined ? {} : { description: Description }),
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    ...(principal.type === 'service' ? { managedBy: principal.arn } : {}),
    createdBy: before?.createdBy ?? accountId,
    tags: before?.tags ?? readTags(Tags),
    targets: before?.targets ?? [],
  }
}

async function refuseTooMany({ store }: OperationContext, bus: Bus): Promise<void> {
  const prefix = [bus.accountId, bus.region, bus.busName]
  const { items } = await rules.list(store, { prefix, limit: rulesPerBus })
  if (items.length >= rulesPerBus) throw limitExceeded()
}
