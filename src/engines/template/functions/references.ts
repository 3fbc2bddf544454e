/** Functions that name something: `Ref`, `Fn::GetAtt`, `Fn::ImportValue`, `Fn::GetStackOutput`. */
import { isObject, type Json } from '../../../base/json.ts'
import { functionError } from '../errors.ts'
import { isList, textOf } from './calls.ts'
import { isUnknown, knownAfterApply, noValue } from './markers.ts'
import { type Compute, type Computed, namedValue, type Scope } from './scope.ts'

/** `Ref`. Source: User Guide, "Ref". */
export function ref(argument: Json, scope: Scope, compute: Compute): Computed {
  const name = refName(scope.languageExtensions ? compute(argument, scope) : argument)
  if (name === 'AWS::NoValue') return noValue
  const value = referredValue(name, scope)
  if (value === undefined)
    throw functionError(`Unresolved resource dependencies [${name}] in the Resources block of the template`)
  return value
}

/** The name that a `Ref` holds. */
export function refName(argument: Json | typeof noValue): string {
  if (typeof argument !== 'string') throw functionError('every Ref object must have a single String value.')
  return argument
}

/** What `Ref` gives for a name; undefined when the template has nothing of the name. */
export function referredValue(name: string, scope: Scope): Json | undefined {
  const named = namedValue(name, scope.context)
  if (named !== undefined) return named
  return scope.hasResource(name) ? (scope.live.ref(name) ?? knownAfterApply) : undefined
}

/** `Fn::GetAtt`. Source: User Guide, "Fn::GetAtt". */
export function getAtt(argument: Json, scope: Scope, compute: Compute): Computed {
  const { logicalId, attribute } = attributeOf(
    scope.languageExtensions ? (compute(argument, scope) as Json) : argument,
  )
  return attributeValue(logicalId, attribute, scope)
}

/** What a `Fn::GetAtt` holds. The text `Name.Attribute`, which JSON templates may use too, counts as a pair. */
export function attributeOf(argument: Json): { readonly logicalId: string; readonly attribute: string } {
  const pair = typeof argument === 'string' ? splitOnce(argument) : argument
  const [logicalId, attribute, ...more] = isList(pair) ? pair : []
  const name = isList(pair) && more.length > 0 ? pair.slice(1).map(textOf).join('.') : textOf(attribute)
  if (typeof logicalId !== 'string' || logicalId === '' || name === undefined || name === '')
    throw functionError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    )
  return { logicalId, attribute: name }
}

function splitOnce(text: string): readonly string[] {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}

/** What `Fn::GetAtt` gives for a pair. */
export function attributeValue(logicalId: string, attribute: string, scope: Scope): Json {
  if (!scope.hasResource(logicalId))
    throw functionError(`instance of Fn::GetAtt references undefined resource ${logicalId}`)
  return scope.live.attribute(logicalId, attribute) ?? knownAfterApply
}

/** `Fn::ImportValue`. Source: User Guide, "Fn::ImportValue". */
export function importValue(argument: Json, scope: Scope, compute: Compute): Computed {
  const name = textOf(asJson(compute(argument, scope)))
  if (name === undefined)
    throw functionError(
      'the attribute in Fn::ImportValue must be a string or a function that returns a string.',
    )
  if (isUnknown(name))
    throw functionError(
      'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    )
  return scope.live.exported(name) ?? knownAfterApply
}

/** `Fn::GetStackOutput`. Source: User Guide, "Fn::GetStackOutput". */
export function getStackOutput(argument: Json, scope: Scope, compute: Compute): Computed {
  const given = asJson(compute(argument, scope))
  const { StackName, OutputName, Region, RoleArn } = isObject(given) ? given : {}
  const stackName = textOf(StackName)
  const outputName = textOf(OutputName)
  const region = textOf(Region)
  const roleArn = textOf(RoleArn)
  if (stackName === undefined || outputName === undefined)
    throw functionError('every Fn::GetStackOutput object requires the parameters StackName and OutputName')
  return (
    scope.live.stackOutput?.({
      stackName,
      outputName,
      ...(region !== undefined && { region }),
      ...(roleArn !== undefined && { roleArn }),
    }) ?? knownAfterApply
  )
}

/** A computed value, where a value that is to be left out counts as none. */
export function asJson(value: Computed): Json | undefined {
  return value === noValue ? undefined : value
}
