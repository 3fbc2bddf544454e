/** What a value of a template refers to. One walk serves checks, dependencies and change sets. */
import { isObject, type Json } from '../../../base/json.ts'
import { callOf, isList } from '../functions/calls.ts'
import { booleanCall, ifArguments } from '../functions/logic.ts'
import { attributeOf, refName } from '../functions/references.ts'
import { subPieces } from '../functions/sub.ts'
import { subArguments } from '../functions/texts.ts'

/** Is told what a walk meets. */
export interface ReferenceVisitor {
  /** `Ref`, or a variable of `Fn::Sub` without a dot. */
  name(name: string, from: 'Ref' | 'Fn::Sub'): void
  /** `Fn::GetAtt`, or a variable of `Fn::Sub` with a dot. */
  attribute(logicalId: string, attribute: string, from: 'Fn::GetAtt' | 'Fn::Sub'): void
  /** A condition's name in `Fn::If` or `Condition`. */
  condition?(name: string, from: 'Fn::If' | 'Condition'): void
  /** Any other function, before its argument is walked. */
  call?(name: string, argument: Json): void
  /** Which branch of a `Fn::If` is walked. Absent, or undefined as its answer: both. */
  decide?(condition: string): boolean | undefined
}

/** Walks a value. Fails with a TemplateError where a reference is not built as it should be. */
export function walkReferences(value: Json, visitor: ReferenceVisitor): void {
  if (typeof value !== 'object' || value === null) return
  if (isList(value)) {
    for (const item of value) if (typeof item === 'object') walkReferences(item, visitor)
    return
  }
  const call = callOf(value)
  if (!call) {
    for (const name in value) {
      const member = value[name]
      if (typeof member === 'object') walkReferences(member, visitor)
    }
    return
  }
  walkCall(call.name, call.argument, visitor)
}

function walkCall(name: string, argument: Json, visitor: ReferenceVisitor): void {
  switch (name) {
    case 'Ref':
      // With language extensions the name may be computed; what it is computed from is walked.
      if (isObject(argument)) walkReferences(argument, visitor)
      else visitor.name(refName(argument), 'Ref')
      return
    case 'Fn::GetAtt': {
      if (isList(argument) && argument.some(isObject)) {
        const [logicalId, attribute] = argument
        if (typeof logicalId === 'string') visitor.attribute(logicalId, '', 'Fn::GetAtt')
        else if (logicalId !== undefined) walkReferences(logicalId, visitor)
        if (attribute !== undefined) walkReferences(attribute, visitor)
        return
      }
      const { logicalId, attribute } = attributeOf(argument)
      visitor.attribute(logicalId, attribute, 'Fn::GetAtt')
      return
    }
    case 'Fn::Sub':
      walkSub(argument, visitor)
      return
    case 'Fn::If': {
      const { condition, whenTrue, whenFalse } = ifArguments(argument)
      if (typeof condition === 'string') visitor.condition?.(condition, 'Fn::If')
      else walkConditionReferences(condition, visitor)
      const taken = typeof condition === 'string' ? visitor.decide?.(condition) : undefined
      if (taken !== false) walkReferences(whenTrue, visitor)
      if (taken !== true) walkReferences(whenFalse, visitor)
      return
    }
    default:
      visitor.call?.(name, argument)
      walkReferences(argument, visitor)
  }
}

function walkSub(argument: Json, visitor: ReferenceVisitor): void {
  const { text, variables } = subArguments(argument)
  for (const piece of subPieces(text)) {
    if ('text' in piece || (variables && Object.hasOwn(variables, piece.variable))) continue
    const dot = piece.variable.indexOf('.')
    if (dot === -1) visitor.name(piece.variable, 'Fn::Sub')
    else visitor.attribute(piece.variable.slice(0, dot), piece.variable.slice(dot + 1), 'Fn::Sub')
  }
  for (const name in variables) walkReferences(variables[name] ?? null, visitor)
}

/** Walks a value of the section Conditions, where `Condition` is a function too. */
export function walkConditionReferences(value: Json, visitor: ReferenceVisitor): void {
  if (typeof value !== 'object' || value === null) return
  if (isList(value)) {
    for (const item of value) walkConditionReferences(item, visitor)
    return
  }
  const call = booleanCall(value)
  if (call?.name === 'Condition') {
    if (typeof call.argument === 'string') visitor.condition?.(call.argument, 'Condition')
    return
  }
  if (call) {
    visitor.call?.(call.name, call.argument)
    walkConditionReferences(call.argument, visitor)
    return
  }
  walkReferences(value, visitor)
}
