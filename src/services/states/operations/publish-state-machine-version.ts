import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { conflict, noMachine } from '../errors.ts'
import { arnOfMachine, findRevision, requireActive } from '../machines.ts'
import { addVersion } from '../publishing.ts'
import { machines } from '../records.ts'
import { required } from '../required.ts'

export async function publishStateMachineVersion(
  input: Api.PublishStateMachineVersionInput,
  context: OperationContext,
): Promise<Api.PublishStateMachineVersionOutput> {
  const arn = required(input.stateMachineArn, 'stateMachineArn')
  return change(context, async (commit) => {
    const stored = await requireActive(context, arn)
    const revision = await findRevision(context, stored.value.id, stored.value.revision)
    if (!revision) throw noMachine(arn)
    const current = revision.revisionId ?? 'INITIAL'
    if (input.revisionId !== undefined && input.revisionId !== current)
      throw conflict(
        `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${current}.`,
      )
    const { machine, version, isNew } = await addVersion(context, commit, stored.value, input.description)
    if (isNew) machines.put(commit, machine, stored)
    return {
      creationDate: new Date(version.createdAt),
      stateMachineVersionArn: arnOfMachine(machine, version.number),
    }
  })
}
