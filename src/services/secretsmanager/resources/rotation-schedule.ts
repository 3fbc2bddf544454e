import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type {
  MadeResource,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import { given, unlessMissing } from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::SecretsManager::RotationSchedule. Source: CloudFormation template reference, of that name. */
export const rotationSchedule: ResourceType = {
  create: put,
  update: put,

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('secretsmanager:CancelRotateSecret', { SecretId: physicalId }),
      missing,
      'InvalidRequestException',
    )
  },

  async read({ call, identifier: SecretId }) {
    const found = await unlessMissing(
      call<Api.DescribeSecretResponse>('secretsmanager:DescribeSecret', { SecretId }),
      missing,
    )
    if (!found?.RotationEnabled) return undefined
    return {
      ...madeOf(found.ARN ?? SecretId),
      properties: {
        SecretId,
        ...given(found as object as ResourceProperties, 'RotationLambdaARN', 'RotationRules'),
      },
    }
  },
}

async function put({ call, properties, logicalId, stack, clock }: ResourceRequest): Promise<MadeResource> {
  // The macro AWS::SecretsManager-2020-07-23 would make the function of it.
  if (properties.HostedRotationLambda !== undefined)
    throw new AwsError(
      'InvalidRequest',
      'HostedRotationLambda needs the transform AWS::SecretsManager-2020-07-23, which Lambent does not have: name a function by RotationLambdaARN.',
    )
  const SecretId = String(properties.SecretId)
  const now = properties.RotateImmediatelyOnUpdate
  const { ARN = SecretId } = await call<Api.RotateSecretResponse>('secretsmanager:RotateSecret', {
    SecretId,
    ...given(
      properties,
      'ExternalSecretRotationMetadata',
      'ExternalSecretRotationRoleArn',
      'RotationLambdaARN',
      'RotationRules',
    ),
    ...(now === undefined ? {} : { RotateImmediately: String(now) === 'true' }),
    ClientRequestToken: createHash('sha256')
      .update([stack?.id ?? '', logicalId, SecretId, clock.now()].join('\n'))
      .digest('hex'),
  })
  return madeOf(ARN)
}

function madeOf(Id: string): MadeResource {
  return { physicalId: Id, attributes: { Id } }
}
