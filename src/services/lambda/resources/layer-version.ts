import type { GetLayerVersionResponse, LayersListItem } from '@aws-sdk/client-lambda'
import {
  callWith,
  definite,
  given,
  type MadeResource,
  nameOf,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed } from './listing.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::LayerVersion: every change publishes another one. Source: CloudFormation template reference, AWS::Lambda::LayerVersion. */
export const layerVersion: ResourceType = {
  async create(request) {
    const { properties } = request
    // An attempt that is made again publishes again: nothing tells its version from one that somebody else published.
    const made = await callWith<{ LayerVersionArn?: string }>(request, 'lambda:PublishLayerVersion', {
      LayerName: nameOf(request, 'LayerName', { max: 64 }),
      ...given(
        properties,
        'Content',
        'Description',
        'LicenseInfo',
        'CompatibleRuntimes',
        'CompatibleArchitectures',
      ),
    })
    return madeOf(String(made.LayerVersionArn))
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteLayerVersion', layerOf(physicalId)), missing)
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<GetLayerVersionResponse>('lambda:GetLayerVersion', layerOf(identifier)),
      missing,
    )
    if (!found) return undefined
    const { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = found
    return {
      ...madeOf(identifier),
      properties: definite({
        LayerName: layerOf(identifier).LayerName.split(':').at(-1),
        Description: Description || undefined,
        LicenseInfo,
        CompatibleRuntimes,
        CompatibleArchitectures,
      }),
    }
  },

  async list(calls) {
    const all = await everyListed<LayersListItem>(calls, 'lambda:ListLayers', {}, 'Layers')
    const versions = await Promise.all(
      all.map(({ LayerName }) =>
        everyListed<{ LayerVersionArn?: string }>(
          calls,
          'lambda:ListLayerVersions',
          { LayerName },
          'LayerVersions',
        ),
      ),
    )
    return versions.flat().map(({ LayerVersionArn = '' }) => LayerVersionArn)
  },
}

/** The layer and the number of a version's ARN. */
export function layerOf(arn: string): { LayerName: string; VersionNumber: number } {
  const at = arn.lastIndexOf(':')
  return { LayerName: arn.slice(0, at), VersionNumber: Number(arn.slice(at + 1)) }
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { LayerVersionArn: arn } }
}
