/** Records as EventBridge shows them. */
import type * as Api from '@aws-sdk/client-eventbridge'
import type { JsonObject } from '../../base/json.ts'
import { compileEventPattern, EventPatternError } from '../../engines/event-pattern/index.ts'
import { busArn, ruleArn } from './domain/names.ts'
import { invalidPattern } from './errors.ts'
import type { Bus, Rule, Tags } from './records.ts'

export function instant(at: number): Date {
  return new Date(at)
}

/** What all views of a bus share. */
export function busView(bus: Bus): Api.EventBus {
  const { busName, description, policy, createdAt, modifiedAt } = bus
  return {
    Name: busName,
    Arn: busArn(bus),
    ...(description === undefined ? {} : { Description: description }),
    ...(policy === undefined ? {} : { Policy: policy }),
    // The default bus knows no beginning before something of it was changed.
    ...(createdAt === 0 ? {} : { CreationTime: instant(createdAt), LastModifiedTime: instant(modifiedAt) }),
  }
}

/** Settings of a bus beside its policy. */
export function busSettings({ description, kmsKeyIdentifier, deadLetterArn, logConfig }: Bus) {
  return {
    ...(description === undefined ? {} : { Description: description }),
    ...(kmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier: kmsKeyIdentifier }),
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
    ...(logConfig === undefined ? {} : { LogConfig: logConfig as Api.LogConfig }),
  }
}

export function ruleView(rule: Rule): Api.Rule {
  const { name, eventPattern, schedule, state, description, roleArn, managedBy, busName } = rule
  return {
    Name: name,
    Arn: ruleArn(rule, name),
    ...(eventPattern === undefined ? {} : { EventPattern: eventPattern }),
    State: state,
    ...(description === undefined ? {} : { Description: description }),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    ...(managedBy === undefined ? {} : { ManagedBy: managedBy }),
    EventBusName: busName,
  }
}

export function tagViews(tags: Tags): Api.Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

export function readTags(tags: readonly Api.Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** Fails with InvalidEventPatternException. */
export function checkPattern(text: string): void {
  try {
    compileEventPattern(text)
  } catch (error) {
    if (error instanceof EventPatternError) throw invalidPattern(error.message)
    throw error
  }
}

/** A structure of the SDK as plain JSON: what is undefined is left out. */
export function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
