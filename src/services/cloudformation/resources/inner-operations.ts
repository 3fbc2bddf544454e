/** What keeps macros and the handles of wait conditions: operations that the API does not have, reached by `call` alone. */
import { AwsError } from '../../../aws/aws-error.ts'
import { randomHex } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { callbacks, type MacroRecord, macros } from '../records.ts'
import { responsePath } from './response-path.ts'

/** A macro as it shall be. */
export type MacroInput = Omit<MacroRecord, 'accountId' | 'region'>

async function putMacro(input: MacroInput & { again?: boolean }, context: OperationContext): Promise<object> {
  const { accountId, region, store } = context
  const { again = false, ...macro } = input
  return change(context, async (commit) => {
    const known = await macros.get(store, [accountId, region, macro.name])
    if (known && !again) throw new AwsError('AlreadyExists', `Macro with name ${macro.name} already exists`)
    macros.put(commit, { accountId, region, ...macro }, known)
    return {}
  })
}

async function removeMacro({ name }: { name: string }, context: OperationContext): Promise<object> {
  const { accountId, region, store } = context
  return change(context, async (commit) => {
    const known = await macros.get(store, [accountId, region, name])
    if (known) macros.remove(commit, known)
    return {}
  })
}

async function findMacro(
  { name }: { name: string },
  { accountId, region, store }: OperationContext,
): Promise<{ macro?: MacroRecord }> {
  const known = await macros.get(store, [accountId, region, name])
  return known ? { macro: known.value } : {}
}

/** Makes an address that wait conditions are signalled at. */
async function makeWaitHandle(
  { stackUuid, logicalId }: { stackUuid: string; logicalId: string },
  context: OperationContext,
): Promise<{ url: string }> {
  const { accountId, region, random, settings } = context
  const token = randomHex(random, 24)
  return change(context, async (commit) => {
    callbacks.put(
      commit,
      { token, kind: 'handle', waitId: token, accountId, region, stackUuid, logicalId },
      undefined,
    )
    return { url: `${settings.endpoint}${responsePath}?token=${token}` }
  })
}

async function removeWaitHandle({ token }: { token: string }, context: OperationContext): Promise<object> {
  return change(context, async (commit) => {
    const known = await callbacks.get(context.store, [token])
    if (known) callbacks.remove(commit, known)
    commit.deleteRange(['cloudformation.signals', token])
    return {}
  })
}

export const resourceOperations = {
  PutMacro: putMacro,
  RemoveMacro: removeMacro,
  FindMacro: findMacro,
  MakeWaitHandle: makeWaitHandle,
  RemoveWaitHandle: removeWaitHandle,
} satisfies Readonly<Record<string, Operation<never, object>>>
