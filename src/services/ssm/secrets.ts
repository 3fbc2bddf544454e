/**
 * Secrets of Secrets Manager, read as parameters named `/aws/reference/secretsmanager/<secret>`. Nothing of them is kept.
 * Source: Systems Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters". The form
 * of `SourceResult` is that which users of AWS have published.
 */
import type * as Api from '@aws-sdk/client-ssm'
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { parameterNotFound, validation } from './errors.ts'

const prefix = 'aws/reference/secretsmanager/'

interface SecretValue {
  readonly ARN: string
  readonly Name: string
  readonly VersionId: string
  readonly SecretString?: string
  readonly VersionStages?: readonly string[]
  readonly CreatedDate?: Date
}

/** Whether a path stands for a secret. */
export function isSecretReference(path: string): boolean {
  return path.startsWith(prefix)
}

/** The secret as a parameter. Fails with ParameterNotFound or ValidationException. */
export async function readSecret(
  context: OperationContext,
  asked: { readonly name: string; readonly path: string; readonly selector?: string },
  withDecryption: boolean,
): Promise<Api.Parameter> {
  if (!withDecryption) {
    throw validation('WithDecryption flag must be True for retrieving a Secret Manager secret.')
  }
  const { selector } = asked
  const secret = await context
    .call<SecretValue>('secretsmanager:GetSecretValue', secretRequest(asked), context)
    .catch((error: unknown) => {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error
      throw parameterNotFound(
        `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${asked.path}${selector === undefined ? 'null' : `:${selector}`} not found.`,
      )
    })
  return {
    Name: asked.name,
    Type: 'SecureString',
    ...(secret.SecretString === undefined ? {} : { Value: secret.SecretString }),
    Version: 0,
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    SourceResult: sourceResult(secret),
    ...(secret.CreatedDate === undefined ? {} : { LastModifiedDate: secret.CreatedDate }),
    ARN: secret.ARN,
  }
}

function secretRequest({ path, selector }: { readonly path: string; readonly selector?: string }) {
  const isVersionId =
    selector !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(selector)
  return {
    SecretId: path.slice(prefix.length),
    ...(selector === undefined ? {} : isVersionId ? { VersionId: selector } : { VersionStage: selector }),
  }
}

function sourceResult(secret: SecretValue): string {
  return JSON.stringify({
    ARN: secret.ARN,
    name: secret.Name,
    versionId: secret.VersionId,
    secretString: secret.SecretString,
    versionStages: secret.VersionStages,
    createdDate: secret.CreatedDate && javaDate(secret.CreatedDate),
  })
}

/** As Java writes a date by default in English: `Jan 2, 2006, 3:04:05 PM`. */
function javaDate(date: Date): string {
  const format = new Intl.DateTimeFormat('en-US', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  })
  return format.format(date).replace(/\u202f/g, ' ')
}
