/**
 * Puts values in the place of Refs and other functions, as far as the transform knows them. Values are changed in place,
 * as AWS's translator does: a template shows what was resolved on the way.
 */
import { InvalidDocument, InvalidTemplate } from '../errors.ts'
import { type Carried, replaceItem, set, Text } from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, type Value } from '../python/values.ts'
import { onlyKey } from './build.ts'

/** Changes one call of an intrinsic function, or gives what stands in its place. */
export type Resolver = (call: Dict, name: string) => Value

/**
 * Resolves all calls in a value, outermost first; what a call became is looked through as well. `visit` sees every object, before
 * what it holds is resolved.
 */
export function resolveAll(value: Value, resolve: Resolver, visit?: (dict: Dict) => void): Value {
  const name = onlyKey(value)
  const now = name === undefined ? value : resolve(value as Dict, name)
  if (Array.isArray(now)) {
    for (let index = 0; index < now.length; index += 1) {
      const item = now[index] as Value
      if (typeof item !== 'object' || item === null) continue
      const resolved = resolveAll(item, resolve, visit)
      if (resolved !== item) replaceItem(now, index, carried(item, resolved))
    }
  } else if (isDict(now)) {
    visit?.(now)
    for (const key in now) {
      const member = now[key] as Value
      if (typeof member !== 'object' || member === null) continue
      const resolved = resolveAll(member, resolve, visit)
      if (resolved !== member) set(now, key, carried(member, resolved))
    }
  }
  return now
}

/** One resolver after the other, each on what the one before it made of a call. */
export function inTurn(resolvers: readonly Resolver[]): Resolver {
  return (call, name) => {
    let now: Value = call
    let calls: string | undefined = name
    for (const resolve of resolvers) {
      if (calls === undefined) break
      now = resolve(now as Dict, calls)
      if (now !== call) calls = onlyKey(now)
    }
    return now
  }
}

/** What a call became. Values of parameters are the template's, those of pseudo parameters the translator's own. */
function carried(call: Value, resolved: Value): Carried {
  if (typeof resolved !== 'string') return resolved
  const parameter = isDict(call) ? call.Ref : undefined
  return new Text(resolved, parameter !== 'AWS::Region' && parameter !== 'AWS::Partition')
}

/** Ref, and names in Fn::Sub, of parameters. */
export function parameterResolver(parameters: Dict): Resolver {
  return (call, name) => {
    if (name === 'Ref') {
      const parameter = call.Ref
      return typeof parameter === 'string' ? parameterValue(parameters, parameter, call) : call
    }
    return name === 'Fn::Sub'
      ? substitute(call, (whole, inner) => parameterValue(parameters, inner, whole))
      : call
  }
}

/** Ref alone, of parameters: what policy templates use. */
export function refResolver(parameters: Dict): Resolver {
  return (call, name) =>
    name === 'Ref' && typeof call.Ref === 'string' ? parameterValue(parameters, call.Ref, call) : call
}

function parameterValue(parameters: Dict, name: string, otherwise: Value): Value {
  const value = get(parameters, name)
  if (value === undefined || (typeof value === 'string' && value.startsWith('{{IntrinsicFunction:')))
    return otherwise
  return value
}

/** Fn::FindInMap whose three keys are texts. */
export function mappingResolver(mappings: Dict): Resolver {
  const find = (call: Dict): Value => {
    const keys = call['Fn::FindInMap']
    if (!Array.isArray(keys) || keys.length !== 3) {
      throw new InvalidDocument([
        new InvalidTemplate(
          `Invalid FindInMap value ${pythonText(keys)}. FindInMap expects an array with 3 values.`,
        ),
      ])
    }
    const [map, top, second] = keys.map((key) => (onlyKey(key) === 'Fn::FindInMap' ? find(key as Dict) : key))
    if (typeof map !== 'string' || typeof top !== 'string' || typeof second !== 'string') return call
    const levels = get(mappings, map)
    if (levels === undefined) return call
    const inner = isDict(levels) ? get(levels, top) : null
    if (inner === undefined) return call
    if (!isDict(inner)) {
      throw new InvalidDocument([
        new InvalidTemplate(`Cannot use Fn::FindInMap on Mapping '${map}' which is not a a two-level map.`),
      ])
    }
    return get(inner, second) ?? (has(inner, second) ? null : call)
  }
  return (call, name) => (name === 'Fn::FindInMap' ? find(call) : call)
}

/** Ids of resources that were renamed, in Ref, Fn::Sub and Fn::GetAtt. */
export function renamedResolver(renamed: ReadonlyMap<string, string>): Resolver {
  return (call, name) => {
    if (name === 'Ref') {
      const id = call.Ref
      const now = typeof id === 'string' && !id.includes('.') ? renamed.get(id) : undefined
      return now === undefined ? call : { Ref: now }
    }
    if (name === 'Fn::Sub') {
      return substitute(call, (whole, inner) => {
        const [id = ''] = inner.split('.', 1)
        const now = renamed.get(id)
        return now === undefined ? whole : whole.replaceAll(id, () => now)
      })
    }
    return name === 'Fn::GetAtt'
      ? replaceAttribute(call, ([id = '', ...rest]) => {
          const now = renamed.get(id)
          return now === undefined ? undefined : [now, ...rest]
        })
      : call
  }
}

/** What a SAM resource offers by name: `MyFunction.Alias`, `MyApi.Stage`. Names: resource, property, then the id that it stands for. */
export type SamReferences = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Names of what SAM resources offer, in Ref, Fn::Sub and Fn::GetAtt. */
export function referenceResolver(references: SamReferences): Resolver {
  return (call, name) => {
    if (name === 'Ref') {
      const text = call.Ref
      const dot = typeof text === 'string' ? text.indexOf('.') : -1
      if (dot < 1) return call
      const now = references.get((text as string).slice(0, dot))?.get((text as string).slice(dot + 1))
      return now === undefined ? call : { Ref: now }
    }
    if (name === 'Fn::Sub') {
      return substitute(call, (whole, inner) => {
        const [id = '', property] = inner.split('.')
        const now = property === undefined ? undefined : references.get(id)?.get(property)
        return now === undefined ? whole : whole.replaceAll(`${id}.${property}`, () => now)
      })
    }
    return name === 'Fn::GetAtt'
      ? replaceAttribute(call, ([id = '', property = '', ...rest]) => {
          const now = references.get(id)?.get(property)
          return now === undefined ? undefined : [now, ...rest]
        })
      : call
  }
}

function replaceAttribute(call: Dict, replace: (parts: string[]) => string[] | undefined): Dict {
  const parts = call['Fn::GetAtt']
  if (!Array.isArray(parts) || parts.length < 2 || parts.some((part) => typeof part !== 'string')) return call
  const now = replace(parts.join('.').split('.'))
  if (now !== undefined) call['Fn::GetAtt'] = now
  return call
}

/** Names in the text of an Fn::Sub. Source: the translator's pattern, which knows neither `${!x}` nor spaces. */
const variable = /\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g

function substitute(call: Dict, valueFor: (whole: string, inner: string) => Value): Dict {
  const given = call['Fn::Sub']
  if (typeof given === 'string') call['Fn::Sub'] = substituteText(given, valueFor)
  else if (Array.isArray(given) && typeof given[0] === 'string') given[0] = substituteText(given[0], valueFor)
  return call
}

function substituteText(text: string, valueFor: (whole: string, inner: string) => Value): string {
  let now = text
  for (const [whole, inner = ''] of text.matchAll(variable)) {
    const value = valueFor(whole, inner)
    if (typeof value !== 'string') {
      throw new InvalidDocument([
        new InvalidTemplate(
          `Invalid Fn::Sub variable value ${pythonText(value)}. Fn::Sub expects all variables to be strings.`,
        ),
      ])
    }
    // The first that is left: a value that holds the same name again is not looked at twice by AWS either.
    now = now.replace(whole, () => value)
  }
  return now
}
