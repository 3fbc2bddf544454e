/**
 * Values of parameters, in three steps, so that the one that asks the Parameter Store stays outside: {@link chooseParameters}
 * says which text counts, {@link storedParameters} which keys are to be looked up, {@link resolveParameters} checks and gives values.
 */
import { utf8Bytes } from '../../../base/utf8.ts'
import { TemplateError } from '../errors.ts'
import { parameterValueBytesMax } from '../limits.ts'
import type { ParameterDeclaration, ParameterValue } from '../types.ts'
import { parameterType } from './parameter-types.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import { PatternError } from './pattern/syntax.ts'

/** A parameter of a request. */
export interface GivenParameter {
  readonly name: string
  readonly value?: string
  /** The value that the stack has now counts. */
  readonly usePrevious?: boolean
}

/**
 * The text of every parameter: as given, as the stack has it, or the default. `previous` holds what the stack's parameters were
 * given. Fails with a TemplateError: parameters that the template does not have, parameters without a value.
 */
export function chooseParameters(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  given: readonly GivenParameter[],
  previous: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const unknown = given.filter(({ name }) => !declared.has(name)).map(({ name }) => name)
  if (unknown.length > 0)
    throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`)
  const byName = new Map(given.map((item) => [item.name, item]))
  const chosen = new Map<string, string>()
  const missing: string[] = []
  for (const [name, declaration] of declared) {
    const item = byName.get(name)
    if (item?.usePrevious === true && item.value !== undefined)
      throw new TemplateError(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      )
    if (item?.usePrevious === true && !previous.has(name))
      throw new TemplateError(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      )
    const text = item?.usePrevious === true ? previous.get(name) : (item?.value ?? declaration.default)
    if (text === undefined) missing.push(name)
    else chosen.set(name, text)
  }
  if (missing.length > 0) throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`)
  return chosen
}

/** The keys of the Parameter Store that parameters name, without doubles. */
export function storedParameters(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  chosen: ReadonlyMap<string, string>,
): readonly string[] {
  const keys = new Set<string>()
  for (const [name, { type }] of declared) {
    const key = chosen.get(name)
    if (key !== undefined && parameterType(type)?.stored === true) keys.add(key)
  }
  return [...keys]
}

/**
 * Checks the texts and gives the values. `stored` holds the values of the Parameter Store for {@link storedParameters}.
 * Fails with a TemplateError, worded as CloudFormation words it.
 */
export function resolveParameters(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  chosen: ReadonlyMap<string, string>,
  stored: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, ParameterValue> {
  const missing = storedParameters(declared, chosen).filter((key) => !stored.has(key))
  if (missing.length > 0)
    throw new TemplateError(
      `Unable to fetch parameters [${missing.join(', ')}] from parameter store for this account.`,
    )
  const values = new Map<string, ParameterValue>()
  for (const [name, declaration] of declared) {
    const given = chosen.get(name)
    if (given === undefined) continue
    checkConstraints(declaration, given)
    const type = parameterType(declaration.type)
    const text = type?.stored === true ? (stored.get(given) ?? '') : given
    const isList = type?.shape === 'list' || type?.shape === 'numbers'
    values.set(name, {
      name,
      type: declaration.type,
      given,
      ...(type?.stored === true && { resolved: text }),
      value: isList ? splitList(text) : text,
      noEcho: declaration.noEcho,
    })
  }
  return values
}

/** Items of a list, without the spaces around them. An empty text is an empty list. */
function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim())
}

/** Checks one text against its declaration. */
function checkConstraints(declaration: ParameterDeclaration, text: string): void {
  const { name, constraintDescription } = declaration
  const type = parameterType(declaration.type)
  if (utf8Bytes(text) > parameterValueBytesMax)
    throw new TemplateError(`Parameter '${name}' must contain at most ${parameterValueBytesMax} characters.`)
  const problem = problemWith(declaration, text, type?.shape ?? 'text')
  if (problem === undefined) return
  throw new TemplateError(
    constraintDescription === undefined
      ? `Parameter '${name}' ${problem}`
      : `Parameter ${name} failed to satisfy constraint: ${constraintDescription}`,
  )
}

function problemWith(declaration: ParameterDeclaration, text: string, shape: string): string | undefined {
  const isList = shape === 'list' || shape === 'numbers'
  const items = isList ? splitList(text) : [text]
  if (shape === 'number' || shape === 'numbers')
    for (const item of items) {
      const number = Number(item)
      if (item.trim() === '' || !Number.isFinite(number))
        return shape === 'number' ? 'must be a number.' : 'must be a list of numbers.'
      if (declaration.minValue !== undefined && number < declaration.minValue)
        return `must be a number not less than ${declaration.minValue}`
      if (declaration.maxValue !== undefined && number > declaration.maxValue)
        return `must be a number not greater than ${declaration.maxValue}`
    }
  if (declaration.allowedValues && !items.every((item) => declaration.allowedValues?.includes(item)))
    return 'must be one of AllowedValues'
  if (declaration.minLength !== undefined && text.length < declaration.minLength)
    return `must contain at least ${declaration.minLength} characters`
  if (declaration.maxLength !== undefined && text.length > declaration.maxLength)
    return `must contain at most ${declaration.maxLength} characters`
  if (declaration.allowedPattern !== undefined) {
    if (!matchesAll(declaration.allowedPattern, items))
      return `must match pattern ${declaration.allowedPattern}`
  }
  return undefined
}

/** What takes too long to match does not. */
function matchesAll(pattern: string, items: readonly string[]): boolean {
  try {
    const compiled = compilePattern(pattern)
    return items.every((item) => compiled.matches(item))
  } catch (error) {
    if (error instanceof PatternError) return false
    throw error
  }
}
