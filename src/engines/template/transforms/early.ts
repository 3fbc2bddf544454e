/** Values that can be computed before the template is ready: from parameters, pseudo parameters and mappings. */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { evaluate } from '../functions/evaluate.ts'
import { hasUnknown } from '../functions/markers.ts'
import { nothingLive, type Scope } from '../functions/scope.ts'
import type { Mapping, TemplateContext } from '../types.ts'

/** Thrown where a value needs what is decided later. It never leaves this room. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}

/** A scope without resources and conditions. */
export function earlyScope(document: JsonObject, context: TemplateContext): Scope {
  return {
    context,
    mappings: mappingsOf(document),
    condition: () => {
      throw new NotYet()
    },
    // Any other name may be a resource's: what it gives is not known.
    hasResource: () => true,
    live: nothingLive,
    languageExtensions: true,
  }
}

/**
 * Computes the parameters of a transform, as far as it can be done before resources exist; what cannot stays as it is written.
 * Fails with a TemplateError.
 */
export function resolveEarly(value: Json, document: JsonObject, context: TemplateContext): Json {
  const scope = earlyScope(document, context)
  try {
    const computed = evaluate(value, scope)
    return computed === undefined ? '' : hasUnknown(computed) ? value : computed
  } catch (error) {
    if (error instanceof NotYet) return value
    throw error
  }
}

/** The mappings as they are written, whatever is wrong with them is found elsewhere. */
function mappingsOf(document: JsonObject): ReadonlyMap<string, Mapping> {
  const section = isObject(document.Mappings) ? document.Mappings : {}
  return new Map(
    Object.entries(section).map(([name, mapping]) => [
      name,
      new Map(
        Object.entries(isObject(mapping) ? mapping : {}).map(([first, members]) => [
          first,
          new Map(
            Object.entries(isObject(members) ? members : {}).map(([second, value]) => [
              second,
              value ?? null,
            ]),
          ),
        ]),
      ),
    ]),
  )
}
