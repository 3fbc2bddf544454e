import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { aliasesOf } from '../aliases.ts'
import { change } from '../changing.ts'
import { isVersionNumber } from '../domain/names.ts'
import { conflict, validation } from '../errors.ts'
import { findMachine, findVersion, requireArn } from '../machines.ts'
import { machines, versions } from '../records.ts'
import { required } from '../required.ts'

/** One that does not exist is no error. Fails with ConflictException while an alias leads to it. */
export async function deleteStateMachineVersion(
  input: Api.DeleteStateMachineVersionInput,
  context: OperationContext,
): Promise<Api.DeleteStateMachineVersionOutput> {
  const arn = required(input.stateMachineVersionArn, 'stateMachineVersionArn')
  const named = requireArn(arn, 'stateMachine')
  const { qualifier } = named
  if (qualifier === undefined || !isVersionNumber(qualifier))
    // UNVERIFIED: the words.
    throw validation(`The ARN is not one of a state machine version: ${arn}`)
  return change(context, async (commit) => {
    const machine = await findMachine(context, named, named.machineName)
    const version = machine && (await findVersion(context, machine.value, Number(qualifier)))
    if (!machine || !version) return {}
    const using = (await aliasesOf(context, machine.value)).filter(({ routes }) =>
      routes.some((route) => route.version === version.value.number),
    )
    if (using.length > 0) {
      const names = using.map(({ name }) => name).join(', ')
      // Observed on AWS, 2025-03-03.
      throw conflict(
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
      )
    }
    versions.remove(commit, version)
    // An alias that is made at this moment sees that the machine has changed.
    machines.put(commit, machine.value, machine)
    return {}
  })
}
