/** Layers as functions use them. */
import { ComputeError, type ExtensionLayer, type PackageLayer } from '../../compute/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { keepZip } from './code-upload.ts'
import { readLayerArn } from './domain/names.ts'
import { accessDenied, invalidParameter, notBuilt, serviceFailure } from './errors.ts'
import { layerCount, unzippedBytes } from './limits.ts'
import { publishedLayer } from './published-layers.ts'
import { type Code, type LayerUse, type LayerVersionRecord, layerVersions } from './records.ts'
import type { LambdaRoom } from './room.ts'

/** The layer versions that ARNs name, in their order, for a function of a runtime. Fails in AWS's words when one cannot be used. */
export async function resolveLayers(
  room: LambdaRoom,
  context: OperationContext,
  arns: readonly string[],
  runtime: string | undefined,
): Promise<LayerUse[]> {
  if (arns.length > layerCount) throw invalidParameter(`Cannot reference more than ${layerCount} layers.`)
  const seen = new Map<string, string>()
  const uses: LayerUse[] = []
  for (const arn of arns) {
    uses.push(await resolveLayer(room, context, arn, runtime))
    const layer = arn.slice(0, arn.lastIndexOf(':'))
    const other = seen.get(layer)
    if (other !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${arn} are versions of the same layer.`,
      )
    }
    seen.set(layer, arn)
  }
  return uses
}

async function resolveLayer(
  room: LambdaRoom,
  context: OperationContext,
  arn: string,
  runtime: string | undefined,
): Promise<LayerUse> {
  const address = readLayerArn(arn)
  if (address?.version === undefined) throw notBuilt(`layers of AWS itself (${arn})`)
  const isOwn = address.accountId === context.accountId
  if (address.region !== context.region) {
    throw isOwn
      ? invalidParameter(
          `Layers are not in the same region as the function. Layers are expected to be in region ${context.region}.`,
        )
      : layerDenied(context, arn)
  }
  const key = [address.accountId, address.region, address.name, address.version]
  const found = (await layerVersions.get(context.store, key))?.value
  const published = found || isOwn ? undefined : publishedLayer(address, runtime)
  if (published) return { arn, ...(await fetchLayer(room, context, published, arn)) }
  if (!isOwn && !(found && mayUse(found, context.accountId))) throw layerDenied(context, arn)
  if (!found) throw invalidParameter(`Layer version ${arn} does not exist.`)
  return { arn, sha256: found.sha256, bytes: found.bytes, unzippedBytes: found.unzippedBytes }
}

/** The zip of a layer that AWS publishes, in the blobs. Fails with ServiceException when a registry does not give them. */
async function fetchLayer(
  room: LambdaRoom,
  context: OperationContext,
  layer: PackageLayer | ExtensionLayer,
  arn: string,
): Promise<Omit<LayerUse, 'arn'>> {
  const compute = await room.compute()
  let bytes: Uint8Array
  try {
    bytes = await compute.publishedLayer(layer)
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error
    throw serviceFailure(`The packages of the layer ${arn} could not be fetched: ${error.message}`, error)
  }
  const { sha256, bytes: size, unzippedBytes: unzipped } = await keepZip(context, bytes)
  return { sha256, bytes: size, unzippedBytes: unzipped }
}

/**
 * Whether a layer version's policy lets in an account. Statements for an organization let in nobody: there are none here.
 */
export function mayUse({ policy }: LayerVersionRecord, accountId: string): boolean {
  return (policy?.statements ?? []).some(
    ({ principal, organizationId }) =>
      organizationId === undefined &&
      (principal === '*' || principal === accountId || principal.endsWith(`:iam::${accountId}:root`)),
  )
}

/** HTTP 403, in IAM's words. */
export function layerDenied({ principal }: OperationContext, arn: string) {
  return accessDenied(
    `User: ${principal.arn} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`,
  )
}

/** Fails when code and layers together become too large. */
export function requireFit(code: Code, layers: readonly LayerUse[]): void {
  if (code.kind !== 'zip' || layers.length === 0) return
  const total = layers.reduce((sum, layer) => sum + layer.unzippedBytes, code.unzippedBytes)
  if (total > unzippedBytes) {
    throw invalidParameter(
      `Function code combined with layers exceeds the maximum allowed size of ${unzippedBytes} bytes. The actual size is ${total} bytes.`,
    )
  }
}
