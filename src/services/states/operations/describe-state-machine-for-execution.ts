import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { encryptionView, loggingView } from '../definitions.ts'
import { machineArn, mapRunArn } from '../domain/arns.ts'
import { requireKey } from '../encryption.ts'
import { noExecution } from '../errors.ts'
import { requireExecution } from '../executions.ts'
import { findRevision } from '../machines.ts'
import { required } from '../required.ts'

/** As the machine was when the execution began. */
export async function describeStateMachineForExecution(
  input: Api.DescribeStateMachineForExecutionInput,
  context: OperationContext,
): Promise<Api.DescribeStateMachineForExecutionOutput> {
  const arn = required(input.executionArn, 'executionArn')
  const { value: execution } = await requireExecution(context, arn)
  const revision = await findRevision(context, execution.machineId, execution.revision)
  if (!revision) throw noExecution(arn)
  const includesData = input.includedData !== 'METADATA_ONLY'
  if (includesData) await requireKey(context, revision)
  const { machineName, mapRun } = execution
  const [name = '', label] = machineName.split('/')
  return {
    stateMachineArn: machineArn(execution, machineName),
    name,
    definition: includesData ? revision.definition : '{}',
    roleArn: revision.roleArn,
    updateDate: new Date(revision.createdAt),
    loggingConfiguration: loggingView(revision.logging),
    tracingConfiguration: { enabled: revision.tracing },
    encryptionConfiguration: encryptionView(revision.encryption),
    ...(mapRun === undefined ? {} : { mapRunArn: mapRunArn(execution, machineName, mapRun.id) }),
    ...(label === undefined ? {} : { label }),
    ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
  }
}
