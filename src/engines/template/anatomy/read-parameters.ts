/** The section Parameters. Source: User Guide, "CloudFormation template Parameters syntax". */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError, functionError, TemplateError } from '../errors.ts'
import { isList, textOf } from '../functions/calls.ts'
import { parametersMax } from '../limits.ts'
import { parameterType } from '../parameters/parameter-types.ts'
import { compilePattern } from '../parameters/pattern/compile-pattern.ts'
import { PatternError } from '../parameters/pattern/syntax.ts'
import type { ParameterDeclaration } from '../types.ts'
import { checkCount, checkName } from './checks.ts'

const members = new Set([
  'Type',
  'Default',
  'NoEcho',
  'AllowedValues',
  'AllowedPattern',
  'MaxLength',
  'MinLength',
  'MaxValue',
  'MinValue',
  'Description',
  'ConstraintDescription',
])

/** Reads the section. Fails with a TemplateError. */
export function readParameters(section: JsonObject): ReadonlyMap<string, ParameterDeclaration> {
  const parameters = new Map<string, ParameterDeclaration>()
  for (const name in section) {
    checkName(name, 'Parameter name')
    const declared = section[name]
    if (!isObject(declared)) throw formatError('Any Parameters member must be a JSON object.')
    parameters.set(name, readParameter(name, declared))
  }
  checkCount(parameters.size, parametersMax, 'parameters')
  return parameters
}

function readParameter(name: string, declared: JsonObject): ParameterDeclaration {
  for (const member in declared)
    if (!members.has(member)) throw new TemplateError(`Invalid template parameter property '${member}'`)
  const type = declared.Type
  if (type === undefined) throw formatError('Every Parameters object must contain a Type member.')
  if (typeof type !== 'string' || !parameterType(type))
    throw formatError(`Unrecognized parameter type: ${textOf(type) ?? JSON.stringify(type)}`)
  const text = (member: string): string | undefined => textMember(declared[member], member)
  const number = (member: string): number | undefined => numberMember(declared[member], name, member)
  const minLength = number('MinLength')
  const maxLength = number('MaxLength')
  const minValue = number('MinValue')
  const maxValue = number('MaxValue')
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength)
    throw functionError(`Parameter '${name}' MinLength must be less than MaxLength.`)
  if (minValue !== undefined && maxValue !== undefined && minValue > maxValue)
    throw functionError(`Parameter '${name}' MinValue must be less than MaxValue.`)
  const allowedPattern = text('AllowedPattern')
  if (allowedPattern !== undefined && !isPattern(allowedPattern))
    throw new TemplateError(`Parameter '${name}' AllowedPattern must be a valid regular expression.`)
  const allowedValues = allowedValuesOf(declared.AllowedValues)
  const defaultText = text('Default')
  const description = text('Description')
  const constraintDescription = text('ConstraintDescription')
  return {
    name,
    type,
    noEcho: String(declared.NoEcho ?? false).toLowerCase() === 'true',
    ...(defaultText !== undefined && { default: defaultText }),
    ...(description !== undefined && { description }),
    ...(allowedPattern !== undefined && { allowedPattern }),
    ...(allowedValues !== undefined && { allowedValues }),
    ...(constraintDescription !== undefined && { constraintDescription }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minValue !== undefined && { minValue }),
    ...(maxValue !== undefined && { maxValue }),
  }
}

function textMember(value: Json | undefined, member: string): string | undefined {
  if (value === undefined) return undefined
  const text = textOf(value)
  if (text === undefined) throw formatError(`Every ${member} member must be a string.`)
  return text
}

function numberMember(value: Json | undefined, name: string, member: string): number | undefined {
  const text = textMember(value, member)
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number))
    throw functionError(`Parameter '${name}' ${member} must be a number.`)
  return number
}

function allowedValuesOf(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (!isList(value)) throw formatError('AllowedValues must be a list of strings.')
  return value.map((item) => {
    const text = textOf(item)
    if (text === undefined) throw formatError('Every AllowedValues value must be a string.')
    return text
  })
}

function isPattern(text: string): boolean {
  try {
    compilePattern(text)
    return true
  } catch (error) {
    if (error instanceof PatternError) return false
    throw error
  }
}
