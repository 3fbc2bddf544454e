import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notImplemented, serviceCaller } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { current, pending, versionWith } from '../domain/stages.ts'
import { encryptValue } from '../encryption.ts'
import { accessDenied, invalidRequest, notFound } from '../errors.ts'
import { type Rotation, type Secret, secrets, values } from '../records.ts'
import { required } from '../required.ts'
import { addStep, beginRotation, rulesOf, scheduleRotation, withPending } from '../rotation.ts'
import { loadLivingSecret, requireHome } from '../secrets.ts'
import { readVersion, requireToken } from '../versions.ts'

/** Sets how a secret is rotated, and rotates it now unless it is asked not to. */
export async function rotateSecret(
  input: Api.RotateSecretRequest,
  context: OperationContext,
): Promise<Api.RotateSecretResponse> {
  if (input.ExternalSecretRotationMetadata !== undefined || input.ExternalSecretRotationRoleArn !== undefined)
    throw notImplemented('Secrets Manager', 'RotateSecret of managed external secrets')
  const token = requireToken(input.ClientRequestToken)
  const rules = rulesOf(input.RotationRules)
  const immediately = input.RotateImmediately !== false
  const answer = await change(context, async (commit) => {
    const found = await loadLivingSecret(context, required(input.SecretId, 'SecretId'), 'RotateSecret')
    requireHome(found)
    const { value: secret, arn } = found
    const functionArn = input.RotationLambdaARN || secret.rotation?.functionArn
    if (functionArn === undefined)
      throw invalidRequest('No Lambda rotation function ARN is associated with this secret.')
    await checkFunction(context, functionArn, secret, arn)
    // The same request again: its rotation is on its way.
    if (secret.rotation?.running === token) return { ARN: arn, Name: secret.name, versionId: token }
    const unfinished = unfinishedOf(secret)
    if (unfinished !== undefined && unfinished === secret.rotation?.running && unfinished !== token)
      throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.")
    const rotation: Rotation = {
      ...secret.rotation,
      functionArn,
      rules: rules ?? secret.rotation?.rules ?? {},
      enabled: true,
    }
    const scheduled = scheduleRotation(commit, secret, rotation, context.now)
    const set = scheduled.rotation ?? rotation
    // One that was given up before is taken up again.
    const versionId = unfinished ?? token
    const next = immediately
      ? beginRotation(commit, scheduled, set, versionId, context.now)
      : await beginTrial(context, commit, scheduled, token)
    secrets.put(commit, next, found)
    return { ARN: arn, Name: secret.name, versionId }
  })
  return { ARN: answer.ARN, Name: answer.Name, ...(immediately ? { VersionId: answer.versionId } : {}) }
}

/** The version of a rotation that has not come to its end. */
function unfinishedOf({ versions }: Secret): string | undefined {
  const version = versionWith(versions, pending)
  return version === undefined || version.stages.includes(current) ? undefined : version.id
}

/** Source: API Reference, RotateSecret, `RotateImmediately`: the function's testSecret runs on a version that then goes. */
async function beginTrial(
  context: OperationContext,
  commit: Parameters<typeof addStep>[0],
  secret: Secret,
  versionId: string,
): Promise<Secret> {
  if (versionWith(secret.versions, current) === undefined || unfinishedOf(secret) !== undefined) return secret
  const { value } = await readVersion(context, secret, {})
  if (secret.versions.some(({ id }) => id === versionId)) return secret
  values.put(commit, await encryptValue(context, secret, versionId, value), undefined)
  addStep(commit, secret, { versionId, step: 'testSecret', trial: true })
  return withPending(secret, versionId, context.now)
}

/** Fails unless Secrets Manager may invoke the function. Source: published messages of AWS. */
async function checkFunction(
  context: OperationContext,
  functionArn: string,
  secret: Secret,
  arn: string,
): Promise<void> {
  const caller = serviceCaller('secretsmanager.amazonaws.com', secret, arn, { signal: context.signal })
  try {
    await context.call('lambda:Invoke', { FunctionName: functionArn, InvocationType: 'DryRun' }, caller)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.code === 'AccessDeniedException')
      throw accessDenied(
        'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
      )
    if (error.code === 'ResourceNotFoundException')
      throw notFound('Lambda does not exist in the specified region')
    throw error
  }
}
