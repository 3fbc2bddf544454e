/** Alarms: changing them, and what every change causes, in one commit. */
import { randomUuid } from '../../base/random.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecords, type Key, type Stored } from '../../store/index.ts'
import type { AlarmRecord, AlarmState, Home, StateValue } from './domain/alarm.ts'
import { evaluationDelayMs, nextEvaluation } from './domain/evaluation-times.ts'
import { tooManyChanges } from './errors.ts'
import { commitAttempts, historyMs } from './limits.ts'
import {
  actionQueue,
  alarms,
  changeQueue,
  type Evaluation,
  evaluationQueue,
  type HistoryItem,
  history,
} from './records.ts'

/** The ARN of an alarm. */
export function alarmArn(
  { accountId, region, name }: Home & { readonly name: string },
  partition: string,
): string {
  return `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`
}

/** The name in an alarm's ARN; a text that is none is taken as a name. */
export function alarmNameOf(text: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(text)?.[1] ?? text
}

type Needs = Pick<Surroundings, 'store' | 'random'>

/** Adds to a commit that an alarm's history goes on. */
export function addHistory(
  commit: Atomic,
  { random }: Pick<Surroundings, 'random'>,
  alarm: AlarmRecord,
  item: Pick<HistoryItem, 'type' | 'summary' | 'data' | 'at'>,
): void {
  const { accountId, region, name, kind } = alarm
  const entry: HistoryItem = {
    accountId,
    region,
    id: randomUuid(random),
    alarm: name,
    kind,
    expiresAt: item.at + historyMs,
    ...item,
  }
  history.put(commit, entry, undefined)
}

/** Adds to a commit that an alarm is looked at when its next period ends; a composite one at once. */
export function scheduleEvaluation(commit: Atomic, alarm: AlarmRecord, now: number, at?: number): void {
  const { accountId, region, name, generation, kind } = alarm
  const evaluation: Evaluation = { accountId, region, name, generation, repeats: kind === 'metric' }
  const deliverAt = at ?? (kind === 'metric' ? nextEvaluation(alarm, now) + evaluationDelayMs : now)
  commit.enqueue(evaluationQueue, evaluation, { deliverAt, group: `${accountId} ${region} ${name}` })
}

/** What an alarm changes to. */
export interface StateChange {
  readonly value: StateValue
  readonly reason: string
  readonly reasonData?: string
}

/**
 * Adds a new state to a commit: record, history, actions, the event for EventBridge, and that composite alarms look again. A state of
 * the same value only renews the reason, and causes nothing. Answers the new record.
 */
export async function changeState(
  commit: Atomic,
  needs: Needs,
  stored: Stored<AlarmRecord>,
  change: StateChange,
  now: number,
): Promise<AlarmRecord> {
  const { value: alarm } = stored
  const before = alarm.state
  const isTransition = before.value !== change.value
  const state: AlarmState = {
    ...change,
    updatedAt: now,
    transitionedAt: isTransition ? now : before.transitionedAt,
  }
  const after: AlarmRecord = { ...alarm, state }
  alarms.put(commit, after, stored)
  if (!isTransition) return after
  addHistory(commit, needs, after, {
    type: 'StateUpdate',
    at: now,
    summary: `Alarm updated from ${before.value} to ${change.value}`,
    data: historyData(before, state),
  })
  const { accountId, region } = alarm
  if (after.actionsEnabled)
    for (const action of actionsFor(after, change.value))
      commit.enqueue(actionQueue, { accountId, region, alarm: after, action, before })
  commit.enqueue(changeQueue, { accountId, region, alarm: after, before })
  for (const other of await compositesOf(needs, alarm)) scheduleEvaluation(commit, other, now)
  return after
}

function historyData(before: AlarmState, after: AlarmState): string {
  const view = ({ value, reason, reasonData }: AlarmState) => ({
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) as object }),
  })
  return JSON.stringify({ version: '1.0', oldState: view(before), newState: view(after) })
}

/** The actions of a state. */
export function actionsFor(alarm: AlarmRecord, state: StateValue): readonly string[] {
  if (state === 'OK') return alarm.okActions
  return state === 'ALARM' ? alarm.alarmActions : alarm.insufficientDataActions
}

/** The composite alarms whose rule names an alarm. */
async function compositesOf({ store }: Pick<Needs, 'store'>, alarm: AlarmRecord): Promise<AlarmRecord[]> {
  const { accountId, region, name } = alarm
  const found: AlarmRecord[] = []
  for await (const { value } of eachAlarm(store, [accountId, region]))
    if (value.kind === 'composite' && value.name !== name && value.rule.includes(name)) found.push(value)
  return found
}

/** Goes through alarms in the order of their names. */
export async function* eachAlarm(
  store: Needs['store'],
  prefix: Key,
  from?: Key,
): AsyncGenerator<Stored<AlarmRecord>> {
  let after = from
  for (;;) {
    const page = await alarms.list(store, { prefix, ...(after === undefined ? {} : { after }) })
    yield* page.items
    if (page.next === undefined) return
    after = page.next
  }
}

/** Reads, decides and commits; when somebody else's change came between, does it again on what is there now. */
export function changing<Answer>(
  { store }: Pick<OperationContext, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, { attempts: commitAttempts, giveUp: tooManyChanges }, decide)
}
