/** What a deployment does to others: under the role of its group, as CodeDeploy does. */
import type { AliasConfiguration } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Shift } from '../../../aws/traffic-shifts.ts'
import type { JsonObject } from '../../../base/json.ts'
import { failureText, isFinalFailure, roleCaller } from '../../../delivery/index.ts'
import type { BackgroundSurroundings, Caller, ResourceCalls } from '../../../dispatch/index.ts'
import { activeAlarms, objectText } from '../../../dispatch/index.ts'
import { type DeploymentPlan, readAppSpec } from '../domain/app-spec.ts'
import type { Deployment } from '../domain/deployment.ts'
import { type Failure, invalidConfiguration, invalidFunction, roleForbids } from '../domain/progress.ts'
import { appSpecBytesMax } from '../limits.ts'

/** What came of something: how the deployment fails by it, or its answer. */
export type Done<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: Failure }

/** What the deployment's revision says, once the alias is found to be where it begins. */
export async function readPlan(
  surroundings: BackgroundSurroundings,
  deployment: Deployment,
): Promise<Done<DeploymentPlan>> {
  const text = await appSpecText(surroundings, deployment)
  if (!text.ok) return text
  const read = readAppSpec(text.answer)
  if (!read.ok) return { ok: false, failure: invalidConfiguration(read.problem) }
  const { plan } = read
  const alias = await lambda<AliasConfiguration>(surroundings, deployment, 'GetAlias', {
    FunctionName: plan.functionName,
    Name: plan.alias,
  })
  if (!alias.ok) return alias
  // The way back begins somewhere between two versions.
  const isHere =
    deployment.creator === 'codeDeployRollback' || alias.answer.FunctionVersion === plan.currentVersion
  if (isHere) return { ok: true, answer: plan }
  return {
    ok: false,
    failure: invalidConfiguration(
      'The Lambda function alias version does not match the current version in AppSpec file.',
    ),
  }
}

/** Gives the new version its share; with the last shift it takes the alias over. */
export async function moveAlias(
  surroundings: BackgroundSurroundings,
  deployment: Deployment,
  { percent }: Shift,
): Promise<Done<unknown>> {
  const { plan } = deployment
  if (!plan) return { ok: true, answer: undefined }
  const { functionName, alias, currentVersion, targetVersion } = plan
  const isLast = percent === 100
  // A version that moves to itself has no share to be given.
  const weights = isLast || currentVersion === targetVersion ? {} : { [targetVersion]: percent / 100 }
  return await lambda(surroundings, deployment, 'UpdateAlias', {
    FunctionName: functionName,
    Name: alias,
    FunctionVersion: isLast ? targetVersion : currentVersion,
    RoutingConfig: { AdditionalVersionWeights: weights },
  })
}

/** Hands a hook's function its event; what it says comes by PutLifecycleEventHookExecutionStatus. */
export async function invokeHook(
  surroundings: BackgroundSurroundings,
  deployment: Deployment,
  functionName: string,
  executionId: string,
): Promise<Done<unknown>> {
  const event = { DeploymentId: deployment.id, LifecycleEventHookExecutionId: executionId }
  return await lambda(surroundings, deployment, 'Invoke', {
    FunctionName: functionName,
    InvocationType: 'Event',
    Payload: Buffer.from(JSON.stringify(event), 'utf8'),
  })
}

/** Those of the alarms that are active. */
export async function lookAtAlarms(
  { call, logger }: BackgroundSurroundings,
  deployment: Deployment,
  names: readonly string[],
): Promise<Done<readonly string[]>> {
  try {
    return { ok: true, answer: await activeAlarms(asGroup(call, deployment), names) }
  } catch (error) {
    logger.warn('A deployment cannot tell whether its alarms are active', {
      deployment: deployment.id,
      error,
    })
    if (deployment.alarms?.ignorePollAlarmFailure) return { ok: true, answer: [] }
    if (!isFinalFailure(error)) throw error
    return { ok: false, failure: roleForbids(deployment.serviceRoleArn, 'AmazonCloudWatch') }
  }
}

/** A session of the group's role. */
export function callerOf(deployment: Deployment): Caller {
  return roleCaller(deployment, deployment.serviceRoleArn, deployment.id)
}

/** Calls made under the group's role. */
function asGroup(call: BackgroundSurroundings['call'], deployment: Deployment): Pick<ResourceCalls, 'call'> {
  return { call: (operation, input) => call(operation, input, callerOf(deployment)) }
}

async function appSpecText({ call }: BackgroundSurroundings, deployment: Deployment): Promise<Done<string>> {
  const { revision } = deployment
  const { content } = (revision.appSpecContent ?? revision.string ?? {}) as { content?: string }
  if (content !== undefined) return { ok: true, answer: content }
  const { bucket, key, version } = (revision.s3Location ?? {}) as JsonObject
  try {
    const text = await objectText(asGroup(call, deployment), {
      Bucket: bucket ?? '',
      Key: key ?? '',
      ...(version === undefined ? {} : { Version: version }),
    })
    if (text.length <= appSpecBytesMax) return { ok: true, answer: text }
    return { ok: false, failure: invalidConfiguration('The AppSpec file is too large.') }
  } catch (error) {
    if (!isFinalFailure(error)) throw error
    return {
      ok: false,
      failure: {
        status: 'Failed',
        code: 'REVISION_MISSING',
        message: `The revision could not be read: ${failureText(error)}`,
      },
    }
  }
}

/** Calls Lambda. What cannot succeed later is how the deployment fails; anything else is thrown, and tried again. */
async function lambda<Answer = unknown>(
  { call }: BackgroundSurroundings,
  deployment: Deployment,
  operation: string,
  input: object,
): Promise<Done<Answer>> {
  try {
    return { ok: true, answer: await call<Answer>(`lambda:${operation}`, input, callerOf(deployment)) }
  } catch (error) {
    if (!(error instanceof AwsError) || !isFinalFailure(error)) throw error
    if (error.code.startsWith('AccessDenied'))
      return { ok: false, failure: roleForbids(deployment.serviceRoleArn, 'AWSLambda') }
    if (error.code === 'ResourceNotFoundException')
      return { ok: false, failure: invalidFunction(error.message) }
    return { ok: false, failure: invalidConfiguration(error.message) }
  }
}
