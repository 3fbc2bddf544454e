/** Which parameters and resources are behind a change of a value. */
import { isObject, type Json } from '../../../base/json.ts'
import { callOf, isList } from '../functions/calls.ts'
import { walkReferences } from '../graph/references.ts'
import type { PreparedTemplate } from '../types.ts'
import type { ChangeDetail } from './types.ts'

/** One cause of a change. */
export type Causes = Required<Pick<ChangeDetail, 'evaluation' | 'changeSource' | 'causingEntity'>>

/** What is known of that which a value refers to. */
export interface Changed {
  parameter(name: string): boolean
  resource(logicalId: string): 'new' | 'replaced' | 'perhaps' | undefined
}

/** The causes behind one place of a resource's properties as they are written. */
export function causesAt(
  declared: Json,
  path: readonly string[],
  prepared: PreparedTemplate,
  changed: Changed,
): readonly Causes[] {
  const found = new Map<string, Causes>()
  const add = (
    changeSource: Causes['changeSource'],
    causingEntity: string,
    evaluation: Causes['evaluation'],
  ): void => {
    found.set(`${changeSource} ${causingEntity}`, { evaluation, changeSource, causingEntity })
  }
  const certainty = (logicalId: string): Causes['evaluation'] | undefined => {
    const fate = changed.resource(logicalId)
    return fate && (fate === 'perhaps' ? 'Dynamic' : 'Static')
  }
  walkReferences(writtenAt(declared, path, prepared), {
    name: (name) => {
      if (changed.parameter(name)) add('ParameterReference', name, 'Static')
      const evaluation = certainty(name)
      if (evaluation) add('ResourceReference', name, evaluation)
    },
    attribute: (logicalId, attribute) => {
      const evaluation = certainty(logicalId)
      if (evaluation) add('ResourceAttribute', `${logicalId}.${attribute}`, evaluation)
    },
    decide: (name) => prepared.conditions.get(name),
  })
  return [...found.values()]
}

/** Attributes that a value reads of resources that are changed in place: `Queue.Arn`. */
export function movedAttributes(
  declared: Json,
  prepared: PreparedTemplate,
  isChanged: (logicalId: string) => boolean,
): readonly string[] {
  const found = new Set<string>()
  walkReferences(declared, {
    name: () => {},
    attribute: (logicalId, attribute) => {
      if (isChanged(logicalId)) found.add(`${logicalId}.${attribute}`)
    },
    decide: (name) => prepared.conditions.get(name),
  })
  return [...found]
}

/** What is written at a place; where a function stands on the way, that function. */
function writtenAt(declared: Json, path: readonly string[], prepared: PreparedTemplate): Json {
  let current = declared
  for (const part of path) {
    current = taken(current, prepared)
    if (isObject(current) && !callOf(current)) {
      if (!Object.hasOwn(current, part)) return null
      current = current[part] ?? null
      continue
    }
    // Items that AWS::NoValue leaves out move the others; then the whole list counts.
    if (!isList(current) || current.some(mayVanish)) return current
    current = current[Number(part)] ?? null
  }
  return current
}

/** The branch of a `Fn::If` that is taken, or the value itself. */
function taken(value: Json, prepared: PreparedTemplate): Json {
  const call = isObject(value) ? callOf(value) : undefined
  if (call?.name !== 'Fn::If' || !isList(call.argument)) return value
  const [condition, whenTrue, whenFalse] = call.argument
  const holds = typeof condition === 'string' ? prepared.conditions.get(condition) : undefined
  const branch = holds === true ? whenTrue : holds === false ? whenFalse : undefined
  return branch === undefined ? value : taken(branch, prepared)
}

function mayVanish(value: Json): boolean {
  const call = isObject(value) ? callOf(value) : undefined
  return call?.name === 'Fn::If' || (call?.name === 'Ref' && call.argument === 'AWS::NoValue')
}
