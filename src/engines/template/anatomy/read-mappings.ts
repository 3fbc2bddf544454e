/** The section Mappings. Source: User Guide, "CloudFormation template Mappings syntax". */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError } from '../errors.ts'
import { isList, textOf } from '../functions/calls.ts'
import { mappingKeysMax, mappingsMax } from '../limits.ts'
import type { Mapping } from '../types.ts'
import { checkCount, checkName } from './checks.ts'

/** Reads the section. Fails with a TemplateError. */
export function readMappings(section: JsonObject, languageExtensions: boolean): ReadonlyMap<string, Mapping> {
  const mappings = new Map<string, Mapping>()
  for (const name in section) {
    // Macros in a section give mappings, which are there when they have run.
    if (name.startsWith('Fn::')) throw formatError(`Mappings name '${name}' is non alphanumeric.`)
    checkName(name, 'Mappings name')
    mappings.set(name, readMapping(name, section[name], languageExtensions))
  }
  checkCount(mappings.size, mappingsMax, 'mappings')
  return mappings
}

function readMapping(name: string, declared: Json | undefined, languageExtensions: boolean): Mapping {
  if (!isObject(declared)) throw formatError(`Every Mappings member ${name} must be a map`)
  const mapping = new Map<string, ReadonlyMap<string, Json>>()
  for (const first in declared) {
    const members = declared[first]
    if (!isObject(members)) throw formatError(`Every Mappings member ${first} must be a map`)
    const values = new Map<string, Json>()
    for (const second in members) {
      if (!/^[A-Za-z0-9.-]+$/.test(second))
        throw formatError(`Mappings attribute name '${second}' must contain only alphanumeric characters.`)
      values.set(second, readValue(members[second], languageExtensions))
    }
    mapping.set(first, values)
  }
  checkCount(mapping.size, mappingKeysMax, `mapping keys in ${name}`)
  return mapping
}

/** Values are texts, whatever they were written as, and lists of texts. */
function readValue(value: Json | undefined, languageExtensions: boolean): Json {
  const text = textOf(value)
  if (text !== undefined) return text
  const items = isList(value) ? value.map(textOf) : []
  if (isList(value) && items.every((item) => item !== undefined)) return items
  if (isList(value) && languageExtensions) return value
  throw formatError('Every Mappings attribute must be a String or a List.')
}
