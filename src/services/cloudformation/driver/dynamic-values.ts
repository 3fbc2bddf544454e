import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { type ResourceCalls, unlessMissing } from '../../../dispatch/index.ts'
import {
  type DynamicReference,
  findDynamicReferences,
  substituteDynamicReferences,
} from '../../../engines/template/index.ts'

/** Properties with what their dynamic references name now. Fails with an AwsError. */
export async function withDynamicValues(
  call: ResourceCalls['call'],
  properties: JsonObject,
): Promise<JsonObject> {
  const references = findDynamicReferences(properties)
  if (references.length === 0) return properties
  const values = new Map(
    await Promise.all(
      references.map(async (reference) => [reference.text, await lookUp(call, reference)] as const),
    ),
  )
  return substituteDynamicReferences(properties, (text) => values.get(text)) as JsonObject
}

/** What one reference names now. Fails with an AwsError: `InvalidRequest` where there is no such parameter, or no such part of a secret. */
export async function lookUp(call: ResourceCalls['call'], reference: DynamicReference): Promise<string> {
  if (reference.service === 'secretsmanager') return readSecret(call, reference)
  const { service, name, version } = reference
  const Name = version === undefined ? name : `${name}:${version}`
  const found = await unlessMissing(
    call<{ Parameter?: { Value?: string } }>('ssm:GetParameter', {
      Name,
      WithDecryption: service === 'ssm-secure',
    }),
    'ParameterNotFound',
    'ParameterVersionNotFound',
  )
  if (!found) throw new AwsError('InvalidRequest', `Parameters: [${service}:${Name}] cannot be found.`)
  return found.Parameter?.Value ?? ''
}

/** Source: observed on AWS, reasons of resources with references that lead nowhere. */
async function readSecret(
  call: ResourceCalls['call'],
  {
    secretId,
    jsonKey: key,
    versionStage: stage,
    versionId,
  }: DynamicReference & { service: 'secretsmanager' },
): Promise<string> {
  const { SecretString } = await call<{ SecretString?: string }>('secretsmanager:GetSecretValue', {
    SecretId: secretId,
    ...(stage === undefined ? {} : { VersionStage: stage }),
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  })
  if (SecretString === undefined)
    throw new AwsError('InvalidRequest', `Could not find a value associated with the secret ${secretId}`)
  if (key === undefined) return SecretString
  const value = readJson(SecretString)?.[key]
  if (value === undefined)
    throw new AwsError('InvalidRequest', `Could not find a value associated with JSONKey in SecretString`)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readJson(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}
