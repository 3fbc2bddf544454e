/**
 * The transform AWS::LanguageExtensions: loops become what they repeat, and functions that only it knows become values where they
 * can be computed from parameters and mappings.
 * Source: User Guide, "AWS::LanguageExtensions transform", "Fn::ForEach"; the words of its errors are those AWS answers.
 */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { TemplateError } from '../errors.ts'
import { callOf, isList, textOf } from '../functions/calls.ts'
import { evaluate } from '../functions/evaluate.ts'
import { hasUnknown } from '../functions/markers.ts'
import type { Scope } from '../functions/scope.ts'
import { expandedNodesMax } from '../limits.ts'
import type { TemplateContext } from '../types.ts'
import { earlyScope, NotYet } from './early.ts'

/** The sections in which loops may stand. */
const loopSections = ['Conditions', 'Resources', 'Outputs']

/** The values of the loops around a place, by the names that they have in them. */
type Bindings = ReadonlyMap<string, string>

/**
 * Carries the transform out on a template without its section Transform. Fails with a TemplateError
 * `Transform AWS::LanguageExtensions failed with: ...`.
 */
export function expandLanguageExtensions(document: JsonObject, context: TemplateContext): JsonObject {
  return new Expansion(document, earlyScope(document, context)).document()
}

function failed(reason: string): TemplateError {
  return new TemplateError(`Transform AWS::LanguageExtensions failed with: ${reason}`)
}

class Expansion {
  readonly #document: JsonObject
  readonly #scope: Scope
  #nodes = 0
  #section = ''

  constructor(document: JsonObject, scope: Scope) {
    this.#document = document
    this.#scope = scope
  }

  document(): JsonObject {
    const sections: Record<string, Json> = {}
    for (const [name, section] of Object.entries(this.#document)) {
      if (section === undefined) continue
      this.#section = name
      sections[name] = loopSections.includes(name) ? this.#expand(section, new Map(), true) : section
    }
    if (isObject(sections.Resources)) sections.Resources = this.#withAttributes(sections.Resources)
    if (isObject(sections.Outputs)) sections.Outputs = this.#withConditions(sections.Outputs)
    return sections
  }

  /** `top`: the names of the object's members are logical ids. */
  #expand(value: Json, bindings: Bindings, top: boolean): Json {
    if (++this.#nodes > expandedNodesMax)
      throw failed('The template is too large when its loops are expanded')
    if (typeof value === 'string') return substitute(value, bindings)
    if (isList(value)) return value.map((item) => this.#expand(item, bindings, false))
    if (!isObject(value)) return value
    const call = callOf(value)
    if (call && !call.name.startsWith(loopPrefix)) return this.#call(call.name, call.argument, bindings)
    const members = new Map<string, Json>()
    for (const name in value) {
      const member = value[name] ?? null
      if (name.startsWith(loopPrefix)) this.#loop(name, member, bindings, members, top)
      else this.#add(members, substitute(name, bindings), this.#expand(member, bindings, false))
    }
    return Object.fromEntries(members)
  }

  #add(members: Map<string, Json>, name: string, value: Json): void {
    if (members.has(name))
      throw failed(`Duplicate key '${name}' when merging keys to parent object in Fn::ForEach`)
    members.set(name, value)
  }

  #loop(name: string, argument: Json, bindings: Bindings, members: Map<string, Json>, top: boolean): void {
    const [identifier, collection, fragment, ...more] = isList(argument) ? argument : []
    if (
      !/^[A-Za-z0-9]+$/.test(name.slice(loopPrefix.length)) ||
      typeof identifier !== 'string' ||
      identifier === '' ||
      collection === undefined ||
      typeof collection === 'string' ||
      !isObject(fragment) ||
      more.length > 0
    )
      throw failed('Fn::ForEach layout is incorrect')
    for (const item of this.#collection(collection, bindings)) {
      const inner = new Map(bindings).set(identifier, item)
      for (const key in fragment) {
        const member = fragment[key] ?? null
        if (key.startsWith(loopPrefix)) {
          this.#loop(key, member, inner, members, top)
          continue
        }
        const produced = substitute(key, inner)
        if (top && !/^[A-Za-z0-9]+$/.test(produced))
          throw failed(
            `${this.#section === 'Outputs' ? 'OutputKey' : 'LogicalId'} '${produced}' should be alphanumeric`,
          )
        this.#add(members, produced, this.#expand(member, inner, false))
      }
    }
  }

  #collection(written: Json, bindings: Bindings): readonly string[] {
    const value = this.#early(this.#expand(written, bindings, false))
    const items = isList(value) ? value.map(textOf) : []
    if (!isList(value) || !items.every((item) => item !== undefined))
      throw failed('Could not find a collection or could not be resolved for Fn::ForEach')
    return items
  }

  #call(name: string, argument: Json, bindings: Bindings): Json {
    if (name === 'Ref' && typeof argument === 'string') {
      const bound = bindings.get(argument)
      return bound === undefined ? { Ref: substitute(argument, bindings) } : bound
    }
    const expanded = this.#expand(argument, bindings, false)
    const call: JsonObject = { [name]: expanded }
    switch (name) {
      case 'Fn::Length': {
        const length = this.#early(call)
        if (typeof length !== 'number')
          throw failed('The Fn::Length value could not be resolved for properties')
        return length
      }
      case 'Fn::ToJsonString':
        return this.#early(call) ?? call
      case 'Fn::FindInMap':
        return this.#early(call) ?? call
      case 'Ref': {
        const named = isObject(expanded) ? this.#early(expanded) : expanded
        return { Ref: typeof named === 'string' ? named : expanded }
      }
      case 'Fn::GetAtt':
        return { 'Fn::GetAtt': this.#attributeName(expanded) }
      default:
        return call
    }
  }

  #attributeName(argument: Json): Json {
    if (!isList(argument)) return argument
    return argument.map((part) => (isObject(part) ? (this.#early(part) ?? part) : part))
  }

  /** A value, if it can be computed now. */
  #early(value: Json): Json | undefined {
    try {
      const computed = evaluate(value, this.#scope)
      return computed === undefined || hasUnknown(computed) ? undefined : computed
    } catch (error) {
      // What is wrong for good is found again, with its place, when the template is read.
      if (error instanceof NotYet || error instanceof TemplateError) return undefined
      throw error
    }
  }

  /** Attributes that may be functions only with this transform. */
  #withAttributes(resources: JsonObject): JsonObject {
    return mapMembers(this.#withConditions(resources), (resource) => {
      if (!isObject(resource)) return resource
      const attributes: Record<string, Json> = {}
      for (const name of ['DeletionPolicy', 'UpdateReplacePolicy']) {
        const written = resource[name]
        const value = isObject(written) ? this.#early(written) : undefined
        if (value !== undefined) attributes[name] = value
      }
      return { ...resource, ...attributes }
    })
  }

  #withConditions(members: JsonObject): JsonObject {
    const conditions = isObject(this.#document.Conditions) ? this.#document.Conditions : undefined
    return mapMembers(members, (member) => {
      const written = isObject(member) ? member.Condition : undefined
      if (!isObject(member) || !isObject(written)) return member
      const name = this.#early(written)
      if (typeof name !== 'string' || !conditions)
        throw failed(`Key ${JSON.stringify(written)} is missing in the map.`)
      return { ...member, Condition: name }
    })
  }
}

const loopPrefix = 'Fn::ForEach::'

/** `${Name}` becomes the value of the loop, `&{Name}` its letters and digits. Other names stay. */
function substitute(text: string, bindings: Bindings): string {
  if (bindings.size === 0 || !text.includes('{')) return text
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, form: string, name: string) => {
    const value = bindings.get(name)
    if (value === undefined) return whole
    return form === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value
  })
}

function mapMembers(object: JsonObject, change: (member: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, change(member ?? null)]))
}
