/** Short forms of functions in YAML. Source: User Guide, "Intrinsic function reference", "Rule-specific intrinsic functions". */
import type { Json, JsonObject } from '../../../base/json.ts'

const names = new Set([
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
])

/** The long form of `!Name value`; undefined when there is no such function. */
export function longForm(name: string, value: Json): JsonObject | undefined {
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  if (name === 'GetAtt') return { 'Fn::GetAtt': typeof value === 'string' ? splitAttribute(value) : value }
  return names.has(name) ? { [`Fn::${name}`]: value } : undefined
}

/** `Name.Attribute` as a pair; what has no dot stays alone, and is refused where the function is checked. */
export function splitAttribute(text: string): Json {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}
