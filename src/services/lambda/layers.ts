/** Finding layers, and showing them. */
import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { downloadAddress } from './code-downloads.ts'
import { type LayerAddress, layerArn, readLayerArn } from './domain/names.ts'
import { invalidParameter, resourceNotFound } from './errors.ts'
import { layerDenied, mayUse } from './layer-uses.ts'
import { type LayerVersionRecord, layerVersions } from './records.ts'
import { lambdaTime } from './views.ts'

/** The layer that a request names, by a name or an ARN. */
export function layerAddressOf(context: OperationContext, layerName: string): LayerAddress {
  const { accountId, region, partition } = context
  return readLayerArn(layerName) ?? { accountId, region, partition, name: layerName }
}

/** Fails with InvalidParameterValueException for a number that no version has. */
export function checkVersionNumber(number: number): void {
  if (number < 1) throw invalidParameter('Layer Version Cannot be less than 1')
}

/** A version of a layer; undefined when it is not there. */
export function findLayerVersion(
  { store }: OperationContext,
  { accountId, region, name }: LayerAddress,
  number: number,
): Promise<Stored<LayerVersionRecord> | undefined> {
  return layerVersions.get(store, [accountId, region, name, number])
}

/**
 * A version that the caller may see. Fails with ResourceNotFoundException, or AccessDeniedException when it belongs to another
 * account that has not shared it.
 */
export async function readableLayerVersion(
  context: OperationContext,
  address: LayerAddress,
  number: number,
): Promise<LayerVersionRecord> {
  checkVersionNumber(number)
  const found = (await findLayerVersion(context, address, number))?.value
  if (address.accountId !== context.accountId && !(found && mayUse(found, context.accountId)))
    throw layerDenied(context, layerArn(address, address.name, number))
  if (!found) throw resourceNotFound('The resource you requested does not exist.')
  return found
}

/** A version as listings show it. */
export function layerVersionItem(version: LayerVersionRecord): Api.LayerVersionsListItem {
  return {
    LayerVersionArn: layerArn(version, version.name, version.number),
    Version: version.number,
    Description: version.description,
    CreatedDate: lambdaTime(version.createdAt),
    ...(version.compatibleArchitectures === undefined
      ? {}
      : { CompatibleArchitectures: [...version.compatibleArchitectures] }),
    ...(version.compatibleRuntimes === undefined
      ? {}
      : { CompatibleRuntimes: version.compatibleRuntimes as Api.Runtime[] }),
    ...(version.licenseInfo === undefined ? {} : { LicenseInfo: version.licenseInfo }),
  }
}

/** A version with where its zip can be downloaded. */
export async function layerVersionView(
  context: OperationContext,
  version: LayerVersionRecord,
): Promise<Api.GetLayerVersionResponse> {
  return {
    Content: {
      Location: await downloadAddress(context, version.sha256),
      CodeSha256: Buffer.from(version.sha256, 'hex').toString('base64'),
      CodeSize: version.bytes,
    },
    LayerArn: layerArn(version, version.name),
    ...layerVersionItem(version),
  }
}
