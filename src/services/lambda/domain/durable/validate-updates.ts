/**
 * What a checkpoint must be, apart from the states of its operations. Texts: AWS's, as its testing package for Python and
 * recordings of its answers have them.
 */

import type { Lookup } from './draft.ts'
import { chainedPayloadBytes, errorBytes, operationPayloadBytes } from './limits.ts'
import { refused } from './refusals.ts'
import type { ChainedTarget, OperationAction, OperationType, Update } from './types.ts'

const actions: Readonly<Record<OperationType, readonly OperationAction[]>> = {
  EXECUTION: ['SUCCEED', 'FAIL'],
  CONTEXT: ['START', 'SUCCEED', 'FAIL'],
  STEP: ['START', 'SUCCEED', 'FAIL', 'RETRY'],
  WAIT: ['START', 'CANCEL'],
  CALLBACK: ['START'],
  CHAINED_INVOKE: ['START'],
}

/** Refuses updates that cannot stand beside each other. */
export function validateBatch(updates: readonly Update[], find: Lookup): void {
  const closing = updates.filter(({ type }) => type === 'EXECUTION')
  if (closing.length > 1) throw refused('Cannot checkpoint multiple EXECUTION updates.')
  if (closing.length === 1 && updates.at(-1)?.type !== 'EXECUTION')
    throw refused('EXECUTION checkpoint must be the last update.')
  const last = new Map<string, Update>()
  const begun = new Map<string, Update>()
  for (const update of updates) {
    if (isSecondUpdate(update, last.get(update.id)))
      throw refused('Cannot checkpoint multiple operations with the same ID.')
    if (update.parentId !== undefined) {
      const parent = begun.get(update.parentId) ?? find(update.parentId)
      if (parent?.type !== 'CONTEXT') throw refused('Invalid parent operation id.')
    }
    if (update.action === 'START') begun.set(update.id, update)
    last.set(update.id, update)
  }
}

/** A step or a context may begin and go on in one checkpoint; nothing else is updated twice. */
function isSecondUpdate(update: Update, before: Update | undefined): boolean {
  if (before === undefined) return false
  const mayFollow = before.type === 'STEP' || before.type === 'CONTEXT'
  return !(mayFollow && before.action === 'START' && update.action !== 'START')
}

/** Refuses an update whatever the state of its operation, or because it is another operation than the one of that id. */
export function validateUpdate(update: Update, find: Lookup): void {
  const { type, action, payload, error } = update
  const known = find(update.id)
  if (known !== undefined && type !== 'EXECUTION') {
    if (known.type !== type) throw refused('Inconsistent operation type.')
    if (differs(update.subType, known.subType)) throw refused('Inconsistent operation subtype.')
    if (differs(update.name, known.name)) throw refused('Inconsistent operation name.')
    if (differs(update.parentId, known.parentId)) throw refused('Inconsistent parent operation id.')
  }
  if (error !== undefined && byteLength(JSON.stringify(error)) >= errorBytes)
    throw refused(`Error object size must be less than ${errorBytes} bytes.`)
  if (payload !== undefined && type !== 'EXECUTION') {
    const max = type === 'CHAINED_INVOKE' ? chainedPayloadBytes : operationPayloadBytes
    const what = type === 'CHAINED_INVOKE' ? 'CHAINED_INVOKE input' : type
    if (byteLength(payload) > max)
      throw refused(`${what} payload size must be less than or equal to ${max} bytes.`)
  }
  if (!actions[type].includes(action)) throw refused('Invalid action for the given operation type.')
  if (action === 'FAIL' && payload !== undefined) throw refused('Cannot provide a Payload for FAIL action.')
  if (action === 'SUCCEED' && error !== undefined)
    throw refused('Cannot provide an Error for SUCCEED action.')
}

function differs(given: string | undefined, known: string | undefined): boolean {
  return given !== undefined && given !== known
}

/** Refuses a call of a function elsewhere. */
export function validateTarget(target: ChainedTarget | undefined): asserts target is ChainedTarget {
  if (target === undefined)
    throw refused('Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.')
}

/** The length of a text as UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
