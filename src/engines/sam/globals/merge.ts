/**
 * Globals: values for all resources of a type. A resource's own values win; maps are merged, lists are joined.
 *
 * What is taken from Globals is not copied: resources share it, as in AWS's translator, where one resource's destination
 * that was made on the way shows up in the next.
 */
import { InvalidDocument, InvalidGlobals, wrongAttributeType } from '../errors.ts'
import { isIntrinsic } from '../intrinsics/build.ts'
import {
  carry,
  copyDict,
  deepCopy,
  isUnicodeKey,
  joinLists,
  keysOf,
  remove,
  set,
  Text,
} from '../python/memory.ts'
import { pythonRepresentation, pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { samResources } from '../sam-template.ts'
import { supportedGlobals } from './supported.ts'

const prefix = 'AWS::Serverless::'

/** What happens to values of the same place other than merging and joining. Paths start with the section. */
const strategies: Readonly<Record<string, 'own' | 'pruned'>> = {
  'Function.Architectures': 'own',
  'CapacityProvider.InstanceRequirements.Architectures': 'own',
  'CapacityProvider.ManagedResourceTags': 'pruned',
}

/** Merges the section into the resources of the template, and removes it. @throws InvalidDocument */
export function mergeGlobals(template: Dict): void {
  const sections = has(template, 'Globals')
    ? readSections(template.Globals as Value)
    : new Map<string, Dict>()
  for (const [logicalId, resource] of samResources(template)) {
    const { Properties: own = {} } = resource
    const section = (resource.Type as string).slice(prefix.length)
    const values = sections.get(section)
    resource.Properties = values
      ? merge(withoutIgnored(values, resource.IgnoreGlobals, logicalId), own, section)
      : own
  }
  delete template.Globals
}

function readSections(globals: Value): Map<string, Dict> {
  if (!isDict(globals)) throw invalid('It must be a non-empty dictionary')
  const sections = new Map<string, Dict>()
  for (const section of keysOf(globals)) {
    const supported = supportedGlobals.get(section)
    if (!supported) {
      const names = pythonRepresentation([...supportedGlobals.keys()].sort())
      throw invalid(`'${section}' is not supported. Must be one of the following values - ${names}`)
    }
    const values = globals[section]
    if (!isDict(values)) throw invalid('Value of ${section} must be a dictionary')
    const stranger = keysOf(values).find((name) => !supported.includes(name))
    if (stranger !== undefined) {
      throw invalid(
        `'${stranger}' is not a supported property of '${section}'. Must be one of the following values - ${pythonRepresentation([...supported])}`,
      )
    }
    sections.set(section, values)
  }
  return sections
}

function invalid(sentence: string): InvalidDocument {
  return new InvalidDocument([new InvalidGlobals(sentence)])
}

/** The attribute IgnoreGlobals: `*`, or names of values that a resource does not want. */
function withoutIgnored(values: Dict, ignored: Value | undefined, logicalId: string): Dict {
  if (!isTruthy(ignored)) return values
  if (ignored === '*') return {}
  const fault = (more: string) =>
    new InvalidDocument([
      wrongAttributeType(
        logicalId,
        'IgnoreGlobals',
        undefined,
        `Resource ${logicalId} has invalid resource attribute 'IgnoreGlobals'${more}.`,
      ),
    ])
  if (!Array.isArray(ignored)) throw fault('')
  const wanted = deepCopy(values)
  for (const name of ignored) {
    // AWS's translator looks it up among names, and fails.
    if (typeof name === 'object' && name !== null) throw new TypeError('unhashable')
    if (typeof name !== 'string' || !has(wanted, name)) throw fault(` on item '${pythonText(name)}'`)
    remove(wanted, name)
  }
  return wanted
}

function merge(given: Value, own: Value, path: string): Value {
  const strategy = strategies[path]
  if (isMergeable(given) && isMergeable(own)) {
    if (strategy === 'own') return own
    return strategy === 'pruned' && isTruthy(own) ? pruned(given, own, path) : mergeDicts(given, own, path)
  }
  if (Array.isArray(given) && Array.isArray(own)) return strategy === 'own' ? own : joinLists(given, own)
  return own
}

/** Whether a value is a map that is no call of an intrinsic function. */
function isMergeable(value: Value): value is Dict {
  return isDict(value) && !isIntrinsic(value)
}

function mergeDicts(given: Dict, own: Dict, path: string): Dict {
  const merged = copyDict(given)
  addMerged(merged, given, own, path)
  return merged
}

/** Only what the resource has itself, merged. */
function pruned(given: Dict, own: Dict, path: string): Dict {
  const merged: Dict = {}
  addMerged(merged, given, own, path)
  return merged
}

function addMerged(merged: Dict, given: Dict, own: Dict, path: string): void {
  for (const key of keysOf(own)) {
    const value = own[key] as Value
    const global = get(given, key)
    const result = global === undefined ? value : merge(global, value, `${path}.${key}`)
    const name = new Text(key, isUnicodeKey(own, key))
    set(merged, name, typeof result === 'string' ? (carry(own, key) ?? result) : result)
  }
}
