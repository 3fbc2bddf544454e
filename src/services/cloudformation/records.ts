/** What CloudFormation keeps. Keys begin with account and region, but for what is found by a secret alone. */
import type { Json, JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { ChangeSet } from './domain/change-set.ts'
import type { StackOperation } from './domain/operation.ts'
import type { StackResource } from './domain/resource.ts'
import type { Home, Stack } from './domain/stack.ts'
import { deletedStackKeptMs } from './limits.ts'

/** Stacks, deleted ones too for a time. */
export const stacks = collection<Stack>()({
  name: 'cloudformation.stacks',
  key: ({ accountId, region, uuid }) => [accountId, region, uuid],
  indexes: {
    /** Of all stacks with a name one at most is not deleted. */
    name: {
      key: ({ accountId, region, name, status }) =>
        status === 'DELETE_COMPLETE' ? undefined : [accountId, region, name],
      unique: true,
    },
    created: { key: ({ accountId, region, createdAt }) => [accountId, region, createdAt] },
    /** Those that are deleted, by name. */
    deleted: {
      key: ({ accountId, region, name, status }) =>
        status === 'DELETE_COMPLETE' ? [accountId, region, name] : undefined,
    },
    parent: {
      key: ({ accountId, region, parentId }) => (parentId ? [accountId, region, parentId] : undefined),
    },
  },
  expiresAt: ({ deletedAt }) => (deletedAt === undefined ? undefined : deletedAt + deletedStackKeptMs),
})

/** The operation on a stack: the one under way, or the last. */
export const operations = collection<StackOperation>()({
  name: 'cloudformation.operations',
  key: ({ accountId, region, stackUuid }) => [accountId, region, stackUuid],
})

export const resources = collection<StackResource>()({
  name: 'cloudformation.resources',
  key: ({ accountId, region, stackUuid, logicalId }) => [accountId, region, stackUuid, logicalId],
  indexes: {
    physicalId: {
      key: ({ accountId, region, physicalId }) =>
        // An address may be longer than keys are.
        physicalId === undefined ? undefined : [accountId, region, physicalId.slice(0, 1_000)],
    },
  },
})

export const changeSets = collection<ChangeSet>()({
  name: 'cloudformation.change-sets',
  key: ({ accountId, region, stackUuid, uuid }) => [accountId, region, stackUuid, uuid],
  indexes: {
    name: {
      key: ({ accountId, region, stackUuid, name }) => [accountId, region, stackUuid, name],
      unique: true,
    },
    id: { key: ({ accountId, region, uuid }) => [accountId, region, uuid] },
  },
})

/** A template of a stack or change set. */
export type StoredTemplate = Home & {
  readonly stackUuid: string
  readonly id: string
  /** As it was given. */
  readonly text: string
  /** What transforms made of it, as JSON; absent where there are none. */
  readonly processed?: string
  /** It had the transform AWS::LanguageExtensions: its functions are those too. */
  readonly languageExtensions?: boolean
}
export const templates = collection<StoredTemplate>()({
  name: 'cloudformation.templates',
  key: ({ accountId, region, stackUuid, id }) => [accountId, region, stackUuid, id],
})

/** An output that other stacks may import. */
export type ExportRecord = Home & {
  readonly name: string
  readonly value: string
  readonly stackUuid: string
  readonly stackId: string
}
export const exportRecords = collection<ExportRecord>()({
  name: 'cloudformation.exports',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** That a stack imports an export. */
export type ImportRecord = Home & {
  readonly exportName: string
  readonly stackUuid: string
  readonly stackName: string
}
export const importRecords = collection<ImportRecord>()({
  name: 'cloudformation.imports',
  key: ({ accountId, region, exportName, stackUuid }) => [accountId, region, exportName, stackUuid],
})

/** A macro, as AWS::CloudFormation::Macro declares it. */
export type MacroRecord = Home & {
  readonly name: string
  readonly functionName: string
  readonly description?: string
  readonly logGroupName?: string
  readonly logRoleArn?: string
}
export const macros = collection<MacroRecord>()({
  name: 'cloudformation.macros',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** What the secret in an address stands for: a custom resource's answer, or the handle of a wait condition. */
export type Callback = Home & {
  readonly token: string
  readonly kind: 'answer' | 'handle'
  /** The wait that it ends. */
  readonly waitId: string
  readonly stackUuid: string
  readonly logicalId: string
  readonly expiresAt?: number
}
export const callbacks = collection<Callback>()({
  name: 'cloudformation.callbacks',
  key: ({ token }) => [token],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** Signals that came for the handle of a wait condition, one for each unique id. */
export type HandleSignal = {
  readonly token: string
  readonly uniqueId: string
  readonly status: string
  readonly reason?: string
  readonly data?: string
}
export const handleSignals = collection<HandleSignal>()({
  name: 'cloudformation.signals',
  key: ({ token, uniqueId }) => [token, uniqueId],
})

/** What comes to a stack while it is worked on. The work takes it out in the commit that does what it says. */
export type InboxMessage = Home & {
  readonly stackUuid: string
  readonly id: string
  /** `time`: an instant has come that the work waits for. */
  readonly kind: 'cancel' | 'delete' | 'proceed' | 'answer' | 'child' | 'signal' | 'time'
  readonly logicalId?: string
  /** Which wait it belongs to. */
  readonly waitId?: string
  readonly body: JsonObject
}
export const inbox = collection<InboxMessage>()({
  name: 'cloudformation.inbox',
  key: ({ accountId, region, stackUuid, id }) => [accountId, region, stackUuid, id],
})

/** Results of drift detection of a resource. */
export type DriftRecord = Home & {
  readonly stackUuid: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED' | 'UNKNOWN'
  /** Why it could not be looked at. */
  readonly reason?: string
  readonly checkedAt: number
  readonly expected?: string
  readonly actual?: string
  readonly differences: ReadonlyArray<{ path: string; expected: string; actual: string; type: string }>
}
export const drifts = collection<DriftRecord>()({
  name: 'cloudformation.drifts',
  key: ({ accountId, region, stackUuid, logicalId }) => [accountId, region, stackUuid, logicalId],
})

/** A detection of drift. */
export type DriftDetection = Home & {
  readonly id: string
  readonly stackUuid: string
  readonly stackId: string
  readonly status: string
  readonly driftedCount: number
  /** Logical ids of resources that could not be looked at. */
  readonly failed?: readonly string[]
  readonly at: number
}
export const driftDetections = collection<DriftDetection>()({
  name: 'cloudformation.drift-detections',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

/** The events of a stack, oldest first. */
export function eventLog({ accountId, region }: Home, stackUuid: string): Key {
  return ['cloudformation.events', accountId, region, stackUuid]
}

/** That a stack has something to be worked on. Grouped by stack. */
export type WorkMessage = Home & { readonly stackUuid: string }
export const workQueue: Key = ['cloudformation.work']

/** The same, later. */
export const timerQueue: Key = ['cloudformation.timers']

/** Stacks that were deleted so long ago that nothing of them is to be kept. */
export const sweepQueue: Key = ['cloudformation.sweeps']

/** What is to be published to a stack's topics. */
export type Notification = Home & {
  readonly topicArn: string
  readonly subject: string
  readonly message: string
  readonly principal: Json
}
export const notificationQueue: Key = ['cloudformation.notifications']

/** Events on their way to EventBridge. */
export const busQueue: Key = ['cloudformation.bus-events']
