/** Definitions as callers hand them in, and the settings that come with them. */
import { isDeepStrictEqual } from 'node:util'
import type * as Api from '@aws-sdk/client-sfn'
import { parseArn } from '../../aws/arn.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { invalidDefinitionMessage, type Program, parseDefinition } from './engine.ts'
import { invalidArn, invalidDefinition, invalidEncryption, invalidLogging } from './errors.ts'
import { catalogFor } from './integrations/catalog.ts'
import { definitionBytesMax, logDestinationsMax } from './limits.ts'
import type { Encryption, Logging, MachineType, Revision } from './records.ts'

/** Reads a definition. Fails with InvalidDefinition. */
export async function requireProgram(definition: string, type: MachineType): Promise<Program> {
  // UNVERIFIED: the words.
  if (Buffer.byteLength(definition) > definitionBytesMax)
    throw invalidDefinition(
      `Invalid State Machine Definition: 'The definition is larger than ${definitionBytesMax} bytes.'`,
    )
  const { program, diagnostics } = parseDefinition(definition, {
    kind: type,
    resources: await catalogFor(definition),
  })
  if (!program) throw invalidDefinition(invalidDefinitionMessage(diagnostics))
  return program
}

/** A role's ARN. Fails with InvalidArn. */
export function requireRole(roleArn: string): string {
  const arn = parseArn(roleArn)
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) throw invalidArn(roleArn)
  return roleArn
}

/** Observed on AWS, 2024-06-01, as are the words about a log group that is gone. */
const exactlyOne = () => invalidLogging('Must specify exactly one Log Destination.')

/** Fails with InvalidLoggingConfiguration. */
export async function readLogging(
  context: OperationContext,
  given: Api.LoggingConfiguration | undefined,
): Promise<Logging | undefined> {
  if (!given) return undefined
  const { level = 'OFF', includeExecutionData = false, destinations = [] } = given
  if (destinations.length > logDestinationsMax) throw exactlyOne()
  const groupArn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn
  if (groupArn === undefined) {
    if (level !== 'OFF') throw exactlyOne()
    return { level, includeExecutionData }
  }
  if (!/^arn:[^:]+:logs:[^:]+:\d{12}:log-group:[^:]+:\*$/.test(groupArn))
    throw invalidLogging('Log Destination ARN must end with :*')
  if (level !== 'OFF') await checkLogGroup(context, groupArn)
  return { level, includeExecutionData, groupArn }
}

/** AWS asks for the log group when the configuration is set. Source: API Reference, CreateStateMachine (InvalidLoggingConfiguration). */
async function checkLogGroup(context: OperationContext, groupArn: string): Promise<void> {
  const { call, accountId, principal } = context
  const parts = groupArn.split(':')
  const region = (parts[3] ?? context.region) as OperationContext['region']
  const logGroupNamePrefix = parts[6] ?? ''
  const answer = await call<{ logGroups?: ReadonlyArray<{ logGroupName?: string }> }>(
    'logs:DescribeLogGroups',
    { logGroupNamePrefix },
    { principal, accountId, region },
  )
  if (!answer.logGroups?.some(({ logGroupName }) => logGroupName === logGroupNamePrefix))
    throw invalidLogging('Log Destination not found.')
}

export function loggingView(logging: Logging | undefined): Api.LoggingConfiguration {
  if (!logging) return { level: 'OFF', includeExecutionData: false }
  const { level, includeExecutionData, groupArn } = logging
  return {
    level,
    includeExecutionData,
    ...(groupArn === undefined
      ? {}
      : { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: groupArn } }] }),
  }
}

/** Fails with InvalidEncryptionConfiguration. */
export function readEncryption(given: Api.EncryptionConfiguration | undefined): Encryption | undefined {
  if (!given) return undefined
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds } = given
  if (type === 'CUSTOMER_MANAGED_KMS_KEY') {
    if (kmsKeyId === undefined)
      throw invalidEncryption("kmsKeyId must be set when type is 'CUSTOMER_MANAGED_KMS_KEY'")
    const period = kmsDataKeyReusePeriodSeconds ?? 300
    if (period < 60 || period > 900)
      throw invalidEncryption('kmsDataKeyReusePeriodSeconds must be between 60 and 900 seconds')
    return { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: period }
  }
  if (kmsKeyId !== undefined || kmsDataKeyReusePeriodSeconds !== undefined)
    throw invalidEncryption(
      "kmsKeyId and kmsDataKeyReusePeriodSeconds must not be set when type is 'AWS_OWNED_KEY'",
    )
  return { type: 'AWS_OWNED_KEY' }
}

export function encryptionView(encryption: Encryption | undefined): Api.EncryptionConfiguration {
  return encryption ? { ...encryption } : { type: 'AWS_OWNED_KEY' }
}

/** Whether two revisions say the same. What is not given is as the default that is. */
export function sameConfiguration(left: Configuration, right: Configuration): boolean {
  return (
    left.definition === right.definition &&
    left.roleArn === right.roleArn &&
    left.tracing === right.tracing &&
    isDeepStrictEqual(loggingView(left.logging), loggingView(right.logging)) &&
    isDeepStrictEqual(encryptionView(left.encryption), encryptionView(right.encryption))
  )
}

type Configuration = Pick<Revision, 'definition' | 'roleArn' | 'tracing' | 'logging' | 'encryption'>
