import { InvalidResource } from '../../errors.ts'
import { s3Location } from '../../model/s3-location.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, isTruthy, type Value } from '../../python/values.ts'

/** The function's `Code`. @throws InvalidResource */
export function functionCode(resource: SamResource): Dict {
  const code = locate(resource)
  const key = resource.get('SourceKMSKeyArn')
  if (isTruthy(key) && packageTypeOf(resource) === 'Zip') code.SourceKMSKeyArn = key
  return code
}

function packageTypeOf(resource: SamResource): Value {
  const type = resource.get('PackageType')
  return isTruthy(type) ? type : 'Zip'
}

function locate(resource: SamResource): Dict {
  const { logicalId } = resource
  const type = packageTypeOf(resource)
  if (type === 'Image') {
    const image = resource.get('ImageUri')
    if (image === null) throw new InvalidResource(logicalId, "'ImageUri' must be set.")
    if (!isTruthy(image)) {
      throw new InvalidResource(
        logicalId,
        "'ImageUri' requires that a image hosted at a registry be specified.",
      )
    }
    return { ImageUri: image }
  }
  if (type !== 'Zip') {
    throw new InvalidResource(logicalId, `invalid 'PackageType' : ${pythonText(type)}`)
  }
  const inline = resource.get('InlineCode')
  if (inline !== null) return { ZipFile: inline }
  const uri = resource.get('CodeUri')
  if (uri === null) {
    throw new InvalidResource(logicalId, "Only one of 'InlineCode' or 'CodeUri' can be set.")
  }
  return s3Location(uri, logicalId, 'CodeUri')
}

/** What a function of its kind of package must and must not have. @throws InvalidResource */
export function checkPackageType(logicalId: string, properties: Dict): void {
  const { Handler: handler, Runtime: runtime, Layers: layers, ImageConfig: imageConfig } = properties
  const image = (properties.Code as Dict).ImageUri
  if (isTruthy(properties.PackageType) && properties.PackageType === 'Image') {
    if (isTruthy(handler) || isTruthy(runtime) || isTruthy(layers)) {
      throw new InvalidResource(
        logicalId,
        'Runtime, Handler, Layers cannot be present when PackageType is of type `Image`',
      )
    }
    return
  }
  if (!isTruthy(runtime) || !isTruthy(handler)) {
    throw new InvalidResource(
      logicalId,
      'Runtime and Handler needs to be present when PackageType is of type `Zip`',
    )
  }
  if (isTruthy(image) || isTruthy(imageConfig)) {
    throw new InvalidResource(
      logicalId,
      'ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`',
    )
  }
}
