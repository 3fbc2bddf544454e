import type * as Api from '@aws-sdk/client-sfn'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import {
  readEncryption,
  readLogging,
  requireProgram,
  requireRole,
  sameConfiguration,
} from '../definitions.ts'
import { guardOf, machineBinding } from '../encryption.ts'
import { missingParameter, noMachine, validation } from '../errors.ts'
import { arnOfMachine, findRevision, requireActive } from '../machines.ts'
import { addVersion } from '../publishing.ts'
import { machines, type Revision, revisions } from '../records.ts'
import { required } from '../required.ts'

/**
 * Executions that run go on with what they began with. What is as it was before makes no revision. Observed on AWS, 2023-08-08
 * (test_create_update_state_machine_same_parameters), 2023-08-11 (test_empty_revision_with_publish_and_publish_on_creation).
 */
export async function updateStateMachine(
  input: Api.UpdateStateMachineInput,
  context: OperationContext,
): Promise<Api.UpdateStateMachineOutput> {
  const arn = required(input.stateMachineArn, 'stateMachineArn')
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input
  const { publish = false, versionDescription } = input
  const given = [definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration]
  if (given.every((member) => member === undefined) && !publish)
    throw missingParameter(
      'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
    )
  if (!publish && versionDescription !== undefined)
    throw validation('Version description can only be set when publish is true')
  if (roleArn !== undefined) requireRole(roleArn)
  const logging = await readLogging(context, loggingConfiguration)
  const encryption = readEncryption(encryptionConfiguration)
  const { now, random } = context
  return change(context, async (commit) => {
    const stored = await requireActive(context, arn)
    const before = await findRevision(context, stored.value.id, stored.value.revision)
    if (!before) throw noMachine(arn)
    if (definition !== undefined) await requireProgram(definition, stored.value.type)
    const wanted: Revision = {
      ...before,
      ...(definition === undefined ? {} : { definition }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(logging === undefined ? {} : { logging }),
      ...(encryption === undefined ? {} : { encryption }),
      ...(tracingConfiguration === undefined ? {} : { tracing: tracingConfiguration.enabled ?? false }),
    }
    let machine = stored.value
    let revisionId = before.revisionId
    if (!sameConfiguration(before, wanted)) {
      revisionId = randomUuid(random)
      machine = { ...machine, revision: machine.revision + 1 }
      const { guard: _guard, ...kept } = wanted
      const guard = await guardOf(context, wanted.encryption, machineBinding(machine, machine.name))
      const revision: Revision = {
        ...kept,
        revision: machine.revision,
        revisionId,
        createdAt: now,
        ...(guard === undefined ? {} : { guard }),
      }
      revisions.put(commit, revision, undefined)
    }
    const published = publish ? await addVersion(context, commit, machine, versionDescription) : undefined
    machines.put(commit, published?.machine ?? machine, stored)
    return {
      updateDate: new Date(now),
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(published === undefined
        ? {}
        : { stateMachineVersionArn: arnOfMachine(machine, published.version.number) }),
    }
  })
}
