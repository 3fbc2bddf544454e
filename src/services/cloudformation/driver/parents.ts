import type { JsonObject } from '../../../base/json.ts'
import { randomHex } from '../../../base/random.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Atomic } from '../../../store/index.ts'
import type { Home, Stack } from '../domain/stack.ts'
import type { Turn } from '../domain/turn.ts'
import { type InboxMessage, inbox, workQueue } from '../records.ts'

/** Leaves something for the work on a stack, and wakes it. */
export function leave(
  commit: Atomic,
  { random }: Pick<Surroundings, 'random'>,
  { accountId, region }: Home,
  stackUuid: string,
  message: Pick<InboxMessage, 'kind' | 'body' | 'logicalId' | 'waitId'>,
): void {
  inbox.put(commit, { accountId, region, stackUuid, id: randomHex(random, 8), ...message }, undefined)
  wake(commit, { accountId, region }, stackUuid)
}

/** Has a stack worked on. */
export function wake(commit: Atomic, { accountId, region }: Home, stackUuid: string): void {
  commit.enqueue(workQueue, { accountId, region, stackUuid }, { group: stackUuid })
}

/** Tells the stack around a nested one how its operation went, when that came out in this turn. */
export function tellParent(
  commit: Atomic,
  { notice, operation, stack }: Turn,
  room: Pick<Surroundings, 'random'>,
): void {
  const { parent } = operation
  if (!notice || !parent) return
  leave(commit, room, stack, parent.stackUuid, {
    kind: 'child',
    logicalId: parent.logicalId,
    waitId: parent.waitId,
    body: noticeBody(stack, notice.failure),
  })
}

/** What the stack around a nested one is told. Source: observed on AWS, reasons of nested stacks. */
export function noticeBody(stack: Stack, failure?: string): JsonObject {
  return {
    stackId: stack.id,
    ...(failure === undefined ? {} : { failure: failureText(stack, failure) }),
    ...(stack.status === 'DELETE_COMPLETE' ? { deleted: true } : {}),
    outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value])),
  }
}

function failureText({ id, status }: Stack, failure: string): string {
  if (status === 'DELETE_FAILED') return `Embedded stack ${id} was not successfully deleted: ${failure}`
  if (status.startsWith('UPDATE'))
    return `Embedded stack ${id} was not successfully updated. Currently in ${status} with reason: ${failure}`
  return `Embedded stack ${id} was not successfully created: ${failure}`
}
