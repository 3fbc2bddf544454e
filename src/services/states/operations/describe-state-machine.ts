import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { encryptionView, loggingView } from '../definitions.ts'
import { requireKey } from '../encryption.ts'
import { noMachine } from '../errors.ts'
import { arnOfMachine, findRevision, requireQualified } from '../machines.ts'
import { required } from '../required.ts'
import { readingLookups } from '../targets.ts'

/** Of a machine or a version: an alias has an operation of its own. */
export async function describeStateMachine(
  input: Api.DescribeStateMachineInput,
  context: OperationContext,
): Promise<Api.DescribeStateMachineOutput> {
  const arn = required(input.stateMachineArn, 'stateMachineArn')
  const {
    machine,
    revision: number,
    version,
    alias,
  } = await requireQualified(readingLookups(context.store), arn, () => 0)
  const revision = await findRevision(context, machine.id, number)
  if (alias || !revision) throw noMachine(arn)
  const includesData = input.includedData !== 'METADATA_ONLY'
  if (includesData) await requireKey(context, revision)
  return {
    stateMachineArn: arnOfMachine(machine, version?.number),
    name: machine.name,
    status: machine.status,
    definition: includesData ? revision.definition : '{}',
    roleArn: revision.roleArn,
    type: machine.type,
    creationDate: new Date(version?.createdAt ?? machine.createdAt),
    loggingConfiguration: loggingView(revision.logging),
    tracingConfiguration: { enabled: revision.tracing },
    encryptionConfiguration: encryptionView(revision.encryption),
    ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
    ...(version?.description === undefined ? {} : { description: version.description }),
  }
}
