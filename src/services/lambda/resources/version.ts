import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import {
  callWith,
  definite,
  everyItem,
  given,
  type MadeResource,
  orRemove,
  type ResourceCalls,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { provisioned, settledFunction, wantedProvisioned } from './settled.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::Version: every change publishes another one. Source: CloudFormation template reference, AWS::Lambda::Version. */
export const version: ResourceType = {
  async create(request) {
    const { properties } = request
    const FunctionName = String(properties.FunctionName)
    const before = await versionsOf(request, FunctionName)
    const made = await callWith<FunctionConfiguration>(request, 'lambda:PublishVersion', {
      FunctionName,
      ...given(properties, 'CodeSha256', 'Description'),
    })
    const Version = String(made.Version)
    // What has not changed since is not published anew; a stack must not call a version its own that was there before.
    if (!request.again && before.some((one) => one.Version === Version))
      throw new AwsError(
        'AlreadyExists',
        `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
      )
    const arn = String(made.FunctionArn)
    return await orRemove(
      request,
      async () => {
        await settledFunction(request, arn)
        const wanted = wantedProvisioned(properties.ProvisionedConcurrencyConfig)
        if (wanted !== undefined) await provisioned(request, FunctionName, Version, wanted)
        if (properties.RuntimePolicy)
          await callWith(request, 'lambda:PutRuntimeManagementConfig', {
            FunctionName,
            Qualifier: Version,
            ...(properties.RuntimePolicy as JsonObject),
          })
        if (properties.FunctionScalingConfig)
          await callWith(request, 'lambda:PutFunctionScalingConfig', {
            FunctionName,
            Qualifier: Version,
            FunctionScalingConfig: properties.FunctionScalingConfig,
          })
        return madeOf(arn)
      },
      () => request.call('lambda:DeleteFunction', { FunctionName: arn }),
    )
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteFunction', { FunctionName: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<FunctionConfiguration>('lambda:GetFunctionConfiguration', { FunctionName: identifier }),
      missing,
    )
    if (!found) return undefined
    const concurrency = await unlessMissing(
      call<{ RequestedProvisionedConcurrentExecutions?: number }>('lambda:GetProvisionedConcurrencyConfig', {
        FunctionName: String(found.FunctionName),
        Qualifier: String(found.Version),
      }),
      'ProvisionedConcurrencyConfigNotFoundException',
    )
    const wanted = concurrency?.RequestedProvisionedConcurrentExecutions
    return {
      ...madeOf(identifier),
      properties: definite({
        FunctionName: found.FunctionName,
        Description: found.Description,
        CodeSha256: found.CodeSha256,
        ProvisionedConcurrencyConfig:
          wanted === undefined ? undefined : { ProvisionedConcurrentExecutions: wanted },
      }),
    }
  },

  async list(calls, model) {
    // Without a function AWS lists nothing; here those of all are listed.
    const names =
      model.FunctionName === undefined
        ? (
            await everyItem<FunctionConfiguration>(
              calls,
              'lambda:ListFunctions',
              {},
              'Functions',
              'Marker',
              'NextMarker',
            )
          ).map(({ FunctionName = '' }) => FunctionName)
        : [String(model.FunctionName)]
    const versions = await Promise.all(names.map((name) => versionsOf(calls, name)))
    return versions.flat().map(({ FunctionArn = '' }) => FunctionArn)
  },
}

async function versionsOf(calls: ResourceCalls, FunctionName: string): Promise<FunctionConfiguration[]> {
  const all = await everyItem<FunctionConfiguration>(
    calls,
    'lambda:ListVersionsByFunction',
    { FunctionName },
    'Versions',
    'Marker',
    'NextMarker',
  )
  return all.filter(({ Version }) => Version !== '$LATEST')
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { FunctionArn: arn, Version: arn.slice(arn.lastIndexOf(':') + 1) } }
}
