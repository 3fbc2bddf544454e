import type { AliasConfiguration } from '@aws-sdk/client-lambda'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  type MadeResource,
  orRemove,
  type ResourceProperties,
  type ResourceType,
  type ResourceUpdate,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { beginDeployment, lookAtDeployment, partsOf } from './alias-deployment.ts'
import { everyListed, listedOfFunctions } from './listing.ts'
import { provisioned, provisionedConfig, wantedProvisioned } from './settled.ts'

const missing = 'ResourceNotFoundException'

/**
 * AWS::Lambda::Alias. Where the template's UpdatePolicy says so, CodeDeploy moves it to another version; else it moves at once.
 * Source: CloudFormation template reference, AWS::Lambda::Alias.
 */
export const alias: ResourceType = {
  async create(request) {
    const { properties } = request
    const FunctionName = String(properties.FunctionName)
    const Name = String(properties.Name)
    const made = await unlessTaken(
      request,
      'AWS::Lambda::Alias',
      `${FunctionName}|${Name}`,
      callWith<AliasConfiguration>(request, 'lambda:CreateAlias', {
        FunctionName,
        Name,
        FunctionVersion: properties.FunctionVersion,
        Description: properties.Description,
        RoutingConfig: properties.RoutingConfig === undefined ? undefined : routing(properties),
      }),
      'ResourceConflictException',
    )
    const found = made ?? (await request.call<AliasConfiguration>('lambda:GetAlias', { FunctionName, Name }))
    return await orRemove(
      request,
      async () => {
        const wanted = wantedProvisioned(properties.ProvisionedConcurrencyConfig)
        if (wanted !== undefined) await provisioned(request, FunctionName, Name, wanted)
        return madeOf(String(found.AliasArn))
      },
      () => request.call('lambda:DeleteAlias', { FunctionName, Name }),
    )
  },

  update: async (request) => (await beginDeployment(request)) ?? (await settings(request)),

  look: async (request) => (await lookAtDeployment(request)) ?? (await settings(request)),

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteAlias', partsOf(physicalId)), missing)
  },

  async read({ call, identifier }) {
    const { FunctionName, Name } = partsOf(identifier)
    const found = await unlessMissing(
      call<AliasConfiguration>('lambda:GetAlias', { FunctionName, Name }),
      missing,
    )
    if (!found) return undefined
    const weights = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {})
    return {
      ...madeOf(identifier),
      properties: definite({
        FunctionName: FunctionName.slice(FunctionName.lastIndexOf(':') + 1),
        Name,
        FunctionVersion: found.FunctionVersion,
        Description: found.Description,
        RoutingConfig:
          weights.length === 0
            ? undefined
            : {
                AdditionalVersionWeights: weights.map(([FunctionVersion, FunctionWeight]) => ({
                  FunctionVersion,
                  FunctionWeight,
                })),
              },
        ProvisionedConcurrencyConfig: await provisionedConfig(call, FunctionName, Name),
      }),
    }
  },

  async list(calls, model) {
    const aliases = await listedOfFunctions(calls, model.FunctionName, (FunctionName) =>
      everyListed<AliasConfiguration>(calls, 'lambda:ListAliases', { FunctionName }, 'Aliases'),
    )
    return aliases.map(({ AliasArn = '' }) => AliasArn)
  },
}

/** Brings everything to what the template says, at once. */
async function settings(request: ResourceUpdate): Promise<MadeResource> {
  const { previous, properties, physicalId } = request
  const { FunctionName, Name } = partsOf(physicalId)
  if (changed(previous, properties, 'FunctionVersion', 'Description', 'RoutingConfig'))
    await callWith(request, 'lambda:UpdateAlias', {
      FunctionName,
      Name,
      FunctionVersion: properties.FunctionVersion,
      Description: properties.Description ?? '',
      RoutingConfig: routing(properties),
    })
  const wanted = wantedProvisioned(properties.ProvisionedConcurrencyConfig)
  const before = wantedProvisioned(previous.ProvisionedConcurrencyConfig)
  if (wanted !== undefined && wanted !== before) await provisioned(request, FunctionName, Name, wanted)
  if (wanted === undefined && before !== undefined)
    await unlessMissing(
      request.call('lambda:DeleteProvisionedConcurrencyConfig', { FunctionName, Qualifier: Name }),
      'ProvisionedConcurrencyConfigNotFoundException',
      missing,
    )
  return madeOf(physicalId)
}

/** Weights of further versions: a list in templates, a map in the API. None takes those away that were there. */
function routing({ RoutingConfig }: ResourceProperties): JsonObject {
  const weights = ((RoutingConfig as JsonObject | undefined)?.AdditionalVersionWeights ?? []) as Json
  if (!Array.isArray(weights)) return { AdditionalVersionWeights: weights }
  return {
    AdditionalVersionWeights: Object.fromEntries(
      (weights as readonly JsonObject[]).map(({ FunctionVersion, FunctionWeight }) => [
        String(FunctionVersion),
        Number(FunctionWeight),
      ]),
    ),
  }
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { AliasArn: arn } }
}
