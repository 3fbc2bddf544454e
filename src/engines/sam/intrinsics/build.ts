import { type Dict, isDict, type Value } from '../python/values.ts'

/** `Ref` of a resource or parameter. */
export function ref(logicalId: string): Dict {
  return { Ref: logicalId }
}

/** `Fn::GetAtt` of an attribute of a resource. */
export function getAtt(logicalId: string, attribute: string): Dict {
  return { 'Fn::GetAtt': [logicalId, attribute] }
}

/** `Fn::Join`. */
export function join(delimiter: string, parts: Value): Dict {
  return { 'Fn::Join': [delimiter, parts] }
}

/** `Fn::Sub`, with variables if there are any. */
export function sub(text: string, variables?: Dict): Dict {
  return { 'Fn::Sub': variables && Object.keys(variables).length > 0 ? [text, variables] : text }
}

/** `Fn::If`; without a value for the other case it is `AWS::NoValue`. */
export function conditional(condition: Value, whenTrue: Value, whenFalse: Value = ref('AWS::NoValue')): Dict {
  return { 'Fn::If': [condition, whenTrue, whenFalse ?? ref('AWS::NoValue')] }
}

/** `Fn::Not` of a condition by name. */
export function not(condition: Value): Dict {
  return { 'Fn::Not': [{ Condition: condition }] }
}

/** How `Fn::Sub` writes a Ref or Fn::GetAtt. */
export function shorthand(intrinsic: Dict): string {
  const attribute = intrinsic['Fn::GetAtt']
  return Array.isArray(attribute) ? `\${${attribute.join('.')}}` : `\${${String(intrinsic.Ref)}}`
}

/** Whether a value is a call of an intrinsic function, as far as its form tells. */
export function isIntrinsic(value: Value | undefined): value is Dict {
  const name = onlyKey(value)
  return name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
}

/** Whether a value is an `Fn::If`. */
export function isIf(value: Value | undefined): value is Dict {
  return onlyKey(value) === 'Fn::If'
}

/** Whether a value is `AWS::NoValue`. */
export function isNoValue(value: Value | undefined): boolean {
  return onlyKey(value) === 'Ref' && (value as Dict).Ref === 'AWS::NoValue'
}

/** The resource that a Ref or Fn::GetAtt names. */
export function referredId(value: Value | undefined): string | undefined {
  if (!isIntrinsic(value)) return undefined
  if (typeof value.Ref === 'string') return value.Ref
  const attribute = value['Fn::GetAtt']
  if (Array.isArray(attribute)) {
    const [id] = attribute
    return attribute.length === 2 && typeof id === 'string' ? id : undefined
  }
  if (typeof attribute !== 'string') return undefined
  const parts = attribute.split('.')
  return parts.length === 2 ? parts[0] : undefined
}

/** The name of the only member of a map. */
export function onlyKey(value: Value | undefined): string | undefined {
  if (!isDict(value)) return undefined
  let only: string | undefined
  for (const key in value) {
    if (only !== undefined) return undefined
    only = key
  }
  return only
}
