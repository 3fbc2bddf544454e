import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import type { Build, MachineKind, ResourceCatalog } from './build.ts'
import { Checks } from './checks.ts'
import type { Diagnostic } from './diagnostics.ts'
import { deeperThan, readJsonText } from './json-text.ts'
import { definitionCharactersMax, jsonDepthMax } from './limits.ts'
import { compileInnerMachine, compileOuterMachine, compileState, outerLanguage } from './machine.ts'
import { present } from './present.ts'
import type { Program, State } from './program.ts'

/** What the definition is for. */
export interface ParseOptions {
  /** Absent: STANDARD. */
  readonly kind?: MachineKind
  /** Absent: a resource only has to have the form of one. */
  readonly resources?: ResourceCatalog
}

/** What came of a definition. */
export interface ParsedDefinition {
  /** Absent where there are errors. */
  readonly program?: Program
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads, checks and compiles a definition. Never throws: what is wrong is in the diagnostics, in AWS's words as far as they are known.
 * Source: Amazon States Language; Step Functions API Reference, "ValidateStateMachineDefinition".
 */
export function parseDefinition(definition: string | Json, options: ParseOptions = {}): ParsedDefinition {
  const read = readDefinition(definition)
  if ('diagnostic' in read) return { diagnostics: [read.diagnostic] }
  const build = newBuild(options)
  const language = outerLanguage(read.object, build)
  const program = compileOuterMachine(read.object, { ...build, language })
  return present({ program: withoutErrors(program, build.checks), diagnostics: build.checks.diagnostics })
}

/** What came of the definition of one state. */
export interface ParsedState {
  readonly state?: State
  readonly diagnostics: readonly Diagnostic[]
}

/** One state alone, as TestState takes it. Its transitions are not followed. */
export function parseState(definition: string | Json, name: string, options: ParseOptions = {}): ParsedState {
  const read = readDefinition(definition)
  if ('diagnostic' in read) return { diagnostics: [read.diagnostic] }
  const build = newBuild(options)
  const state = compileState(name, read.object, '', build)
  return present({ state: withoutErrors(state, build.checks), diagnostics: build.checks.diagnostics })
}

/** What came of it, unless there are errors. */
function withoutErrors<T>(value: T | undefined, { errors }: Checks): T | undefined {
  return errors === 0 ? value : undefined
}

function newBuild({ kind = 'STANDARD', resources }: ParseOptions): Build {
  return {
    checks: new Checks(),
    language: 'JSONPath',
    kind,
    scope: { names: new Set() },
    depth: 0,
    stateNames: new Set(),
    labels: new Set(),
    ...(resources && { resources }),
    machine: compileInnerMachine,
  }
}

type Read = { readonly object: JsonObject } | { readonly diagnostic: Diagnostic }

function readDefinition(definition: string | Json): Read {
  if (typeof definition !== 'string') return asObject(definition)
  if (definition.length > definitionCharactersMax)
    return refuse(`Definition must not have more than ${definitionCharactersMax} characters`)
  if (definition.trim() === '') return refuse('Definition must be a valid JSON object')
  const read = readJsonText(definition)
  return 'diagnostic' in read ? read : asObject(read.value)
}

function asObject(value: Json): Read {
  if (!isObject(value)) return refuse('Definition must be a valid JSON object')
  return deeperThan(value, jsonDepthMax)
    ? refuse(`Definition must not have more than ${jsonDepthMax} levels`)
    : { object: value }
}

function refuse(message: string): Read {
  return { diagnostic: { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message } }
}

/**
 * What CreateStateMachine says of a definition with errors, after `InvalidDefinition`: the errors in one line.
 * Source: AWS's answers, such as `Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: b at /States/a/Next'`.
 */
export function invalidDefinitionMessage(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`)
  return `Invalid State Machine Definition: '${errors.join(', ')}'`
}
