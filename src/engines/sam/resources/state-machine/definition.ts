/** The definition: a place in S3, or a map that becomes a text, with what is dynamic in it put in by substitutions. */
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic, join } from '../../intrinsics/build.ts'
import { parseS3Uri } from '../../model/s3-location.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { comparePoints, pythonIndentedJson } from '../../python/json-text.ts'
import { deepCopy, update } from '../../python/memory.ts'
import { type Dict, has, isDict, isTruthy, put, type Value } from '../../python/values.ts'

/** Properties of the state machine that hold its definition. @throws InvalidResource */
export function definitionOf(resource: SamResource): Dict {
  const { logicalId } = resource
  const definition = resource.get('Definition')
  const uri = resource.get('DefinitionUri')
  const given = resource.get('DefinitionSubstitutions')
  const properties: Dict = {}
  if (isTruthy(given)) properties.DefinitionSubstitutions = given
  if (isTruthy(definition) && isTruthy(uri)) {
    throw new InvalidResource(
      logicalId,
      "Specify either 'Definition' or 'DefinitionUri' property and not both.",
    )
  }
  if (isTruthy(definition)) {
    const copy = deepCopy(definition)
    const substitutions = substitute(copy)
    if (isTruthy(substitutions)) {
      if (isDict(given) && isTruthy(given)) update(given, substitutions)
      else properties.DefinitionSubstitutions = substitutions
    }
    properties.DefinitionString = join('\n', pythonIndentedJson(copy).split('\n'))
  } else if (isTruthy(uri)) properties.DefinitionS3Location = location(logicalId, uri)
  else {
    throw new InvalidResource(logicalId, "Either 'Definition' or 'DefinitionUri' property must be specified.")
  }
  return properties
}

function location(logicalId: string, uri: Value): Dict {
  if (isDict(uri)) {
    if (!isTruthy(uri.Bucket) || !isTruthy(uri.Key)) {
      throw new InvalidResource(
        logicalId,
        "'DefinitionUri' requires Bucket and Key properties to be specified.",
      )
    }
    const place: Dict = { Bucket: uri.Bucket as Value, Key: uri.Key as Value }
    if (has(uri, 'Version')) place.Version = uri.Version as Value
    return place
  }
  const place = typeof uri === 'string' ? parseS3Uri(uri) : undefined
  if (!place) {
    throw new InvalidResource(
      logicalId,
      "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    )
  }
  return {
    Bucket: place.bucket,
    Key: place.key,
    ...(place.version === undefined ? {} : { Version: place.version }),
  }
}

/** A dynamic reference that is the whole of a text. */
const dynamicReference = /^\{\{resolve:([a-z-]+):(.+)\}\}\n?$/

/** Replaces calls of intrinsic functions and dynamic references by names, in place. @returns what the names stand for */
function substitute(definition: Value): Dict {
  const substitutions: Dict = {}
  let count = 0
  const visit = (holder: Dict | Value[]) => {
    const keys = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder).sort(comparePoints)
    for (const key of keys) {
      const value = (holder as Dict)[key] as Value
      if (isIntrinsic(value) || (typeof value === 'string' && dynamicReference.test(value))) {
        count += 1
        const name = `definition_substitution_${count}`
        substitutions[name] = value
        if (Array.isArray(holder)) holder[key as number] = `\${${name}}`
        else put(holder, key as string, `\${${name}}`)
      } else if (typeof value === 'object' && value !== null) visit(value)
    }
  }
  if (typeof definition === 'object' && definition !== null) visit(definition)
  return substitutions
}
