import { InvalidDocument, InvalidTemplate } from '../errors.ts'
import { isNoValue, ref } from '../intrinsics/build.ts'
import {
  type Carried,
  fromTemplate,
  isUnicodeKey,
  keysOf,
  legacyDict,
  plainList,
  set,
  Text,
  twin,
} from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { anyMethodKey, integrationKey } from './names.ts'

/**
 * What documents of REST APIs (Swagger 2 and OpenAPI 3) and of HTTP APIs (OpenAPI 3) have in common: paths, methods, and
 * either of them under an `Fn::If`. Documents are partial most of the time, and are only looked at as far as SAM cares.
 */

/** A document that cannot be worked on. */
export function invalidDocument(sentence: string): InvalidDocument {
  return new InvalidDocument([new InvalidTemplate(sentence)])
}

/** A map, or an error that says `sentence`. */
export function requireMap(value: Value | undefined, sentence: string): Dict {
  if (!isDict(value)) throw invalidDocument(sentence)
  return value
}

/**
 * A map where AWS's translator takes one for granted.
 * @throws TypeError where it would stop without saying why
 */
export function assumeMap(value: Value | undefined): Dict {
  if (!isDict(value)) throw new TypeError('a map was expected')
  return value
}

/** A path's value as a map. */
export function requirePathItem(value: Value | undefined, path: string): Dict {
  return requireMap(value, `Value of '${path}' path must be a dictionary according to Swagger spec.`)
}

/** A method's value as a map. */
export function requireMethod(value: Value | undefined, path: string, method: string): Dict {
  return requireMap(value, `Definition of method '${method}' for path '${path}' should be a map.`)
}

/** Both values of an `Fn::If`, without `AWS::NoValue`; of anything else, the value itself. */
export function alternatives(value: Value | undefined): Value[] {
  if (!isDict(value) || !has(value, 'Fn::If')) return [value ?? null]
  const parts = value['Fn::If']
  if (!Array.isArray(parts)) throw invalidDocument('Value of Fn::If must be a list.')
  return parts.slice(1).filter((part) => !isNoValue(part))
}

/** A method as documents name it: in lower case, and `any` by its extension. */
export function methodKey(method: string): Text {
  const lower = method.toLowerCase()
  return lower === 'any' ? new Text(anyMethodKey, false) : fromTemplate(lower)
}

/** Whether a method has an integration. */
export function isIntegrated(method: Dict): boolean {
  return isTruthy(get(method, integrationKey))
}

/** Whether a version is one of OpenAPI 3. */
export function isOpenApi3(version: Value | undefined): boolean {
  // A version written as a number: JavaScript has lost the zero of 3.0.
  if (version === 3) return true
  return /^3(\.\d)(\.\d)?\n?$/.test(pythonText(version))
}

/** A value below others by names. Nothing on the way: undefined. Something else than a map on the way: `wrong(path to it)`. */
export function deepGet(
  value: Value | undefined,
  names: readonly string[],
  wrong: (path: string) => Error,
): Value | undefined {
  let now = value
  for (const [index, name] of names.entries()) {
    if (now === null || now === undefined) return undefined
    if (!isDict(now)) throw wrong(notMapSentence(names.slice(0, index)))
    now = get(now, name)
  }
  return now ?? undefined
}

/** Sets a value below others by names; maps on the way are made. */
export function deepSet(
  target: Value,
  names: readonly string[],
  value: Value,
  wrong: (path: string) => Error,
): void {
  let now: Value = target
  for (const [index, name] of names.entries()) {
    if (!isDict(now)) throw wrong(notMapSentence(names.slice(0, index)))
    if (index === names.length - 1) set(now, name, value)
    else {
      if (!has(now, name)) set(now, name, {})
      now = now[name] as Value
    }
  }
}

function notMapSentence(path: readonly string[]): string {
  return path.length === 0 ? 'It should be a map' : `The value of '${path.join('.')}' should be a map`
}

/** What both kinds of document can do. */
export abstract class ApiDocument {
  /** Changed in place. */
  readonly doc: Dict
  readonly paths: Dict

  protected constructor(doc: Dict) {
    this.doc = doc
    this.paths = doc.paths as Dict
  }

  pathNames(): string[] {
    return keysOf(this.paths)
  }

  /** A path's name with where it came from. */
  pathText(path: string): Text {
    return new Text(path, isUnicodeKey(this.paths, path))
  }

  /** What a path has, once for each side of an `Fn::If`. */
  pathItems(path: string): Value[] {
    return alternatives(get(this.paths, path))
  }

  /** Whether a path is there, and with a method: whether each side of an `Fn::If` has it. */
  hasPath(path: string, method?: string): boolean {
    if (!has(this.paths, path)) return false
    if (!method) return true
    const { text: key } = methodKey(method)
    return this.pathItems(path).every((item) => isDict(item) && has(item, key))
  }

  /** Whether a method has an integration, on each side of an `Fn::If`. */
  hasIntegration(path: string, method: string): boolean {
    if (!this.hasPath(path, method)) return false
    const { text: key } = methodKey(method)
    return this.pathItems(path).every((item) => {
      const definition = get(requirePathItem(item, path), key)
      return (
        isDict(definition) &&
        alternatives(definition).some((one) => isIntegrated(requireMethod(one, path, key)))
      )
    })
  }

  /** Adds a path and method, if they are not there. */
  addPath(path: string, method: string): void {
    if (!has(this.paths, path)) set(this.paths, fromTemplate(path), legacyDict())
    const item = requirePathItem(get(this.paths, path), path)
    const key = methodKey(method)
    for (const one of alternatives(item)) {
      const map = assumeMap(one)
      if (!has(map, key.text)) set(map, key, legacyDict())
    }
  }

  /** Puts a whole path under a condition. */
  makePathConditional(path: string, condition: Text): void {
    set(this.paths, path, underCondition(condition, get(this.paths, path) ?? null))
  }

  /** Definitions of one method, on each side of an `Fn::If` of the path or the method, that have an integration. */
  definitionsOf(path: string, method: string, { all = false } = {}): Dict[] {
    const { text: key } = methodKey(method)
    const found: Dict[] = []
    for (const item of this.pathItems(path)) {
      for (const one of alternatives(get(requirePathItem(item, path), key))) {
        const definition = requireMethod(one, path, method)
        if (all || isIntegrated(definition)) found.push(definition)
      }
    }
    return found
  }

  setTimeout(path: string, method: string, timeoutMs: Value): void {
    for (const definition of this.definitionsOf(path, method)) {
      set(assumeMap(definition[integrationKey]), 'timeoutInMillis', twin(timeoutMs))
    }
  }
}

/** `Fn::If` with `AWS::NoValue` for the other side. A bare name comes from the template. */
export function underCondition(condition: Carried, value: Value): Dict {
  const name = typeof condition === 'string' ? fromTemplate(condition) : condition
  return { 'Fn::If': plainList([name, value, ref('AWS::NoValue')]) }
}

/** `security` of a method: a list, or an error. */
export function securityOf(method: Dict, path: string, name: string): Value[] {
  const security = has(method, 'security') ? method.security : []
  if (!Array.isArray(security)) {
    throw invalidDocument(`Type of security for path ${path} method ${name} must be a list`)
  }
  return security
}
