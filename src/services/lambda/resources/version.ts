import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import {
  callWith,
  definite,
  given,
  type MadeResource,
  orRemove,
  type ResourceCalls,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed, listedOfFunctions } from './listing.ts'
import { provisioned, provisionedConfig, settledFunction, wantedProvisioned } from './settled.ts'

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
    return {
      ...madeOf(identifier),
      properties: definite({
        FunctionName: found.FunctionName,
        Description: found.Description,
        CodeSha256: found.CodeSha256,
        ProvisionedConcurrencyConfig: await provisionedConfig(
          call,
          String(found.FunctionName),
          String(found.Version),
        ),
      }),
    }
  },

  async list(calls, model) {
    const versions = await listedOfFunctions(calls, model.FunctionName, (name) => versionsOf(calls, name))
    return versions.map(({ FunctionArn = '' }) => FunctionArn)
  },
}

async function versionsOf(calls: ResourceCalls, FunctionName: string): Promise<FunctionConfiguration[]> {
  const all = await everyListed<FunctionConfiguration>(
    calls,
    'lambda:ListVersionsByFunction',
    { FunctionName },
    'Versions',
  )
  return all.filter(({ Version }) => Version !== '$LATEST')
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { FunctionArn: arn, Version: arn.slice(arn.lastIndexOf(':') + 1) } }
}
