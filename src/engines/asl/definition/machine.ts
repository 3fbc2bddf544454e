import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import type { QueryLanguage } from '../expressions/types.ts'
import type { Build, InnerMachine, VariableScope } from './build.ts'
import { checkFields, type StateType, stateTypes } from './fields.ts'
import { checkGraph } from './graph.ts'
import { nestingMax, secondsMax, stateNameCharactersMax } from './limits.ts'
import { present } from './present.ts'
import type { Program, State } from './program.ts'
import { StateContext, variableName } from './state-context.ts'
import { compileChoice } from './states/choice.ts'
import { compileFail, compileSucceed } from './states/ends.ts'
import { compileMap } from './states/map.ts'
import { compileParallel } from './states/parallel.ts'
import { compilePass } from './states/pass.ts'
import { compileTask } from './states/task.ts'
import { compileWait } from './states/wait.ts'

const languages = ['JSONPath', 'JSONata'] as const

const outerFields = new Set(['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'])

/** The outermost machine. */
export function compileOuterMachine(definition: JsonObject, build: Build): Program | undefined {
  const { checks } = build
  checks.only(definition, outerFields, '')
  checks.word(definition, 'Version', ['1.0'], '')
  const timeoutSeconds = checks.number(definition, 'TimeoutSeconds', { least: 0, most: secondsMax }, '')
  const program = compileStates(definition, '', { ...build, scope: scopeOf(definition, build, undefined) })
  return (
    program &&
    present({
      ...program,
      timeoutSeconds,
      version: typeof definition.Version === 'string' ? definition.Version : undefined,
    })
  )
}

/** A machine inside of a state. */
export function compileInnerMachine(
  value: Json,
  location: string,
  { build, kind, seesVariables, fields }: InnerMachine,
): Program | undefined {
  const { checks } = build
  const definition = checks.object(value, location)
  if (!definition) return undefined
  if (build.depth >= nestingMax) {
    checks.error('The state machine is nested too deep', location, 'TOO_DEEPLY_NESTED')
    return undefined
  }
  checks.only(definition, new Set(['Comment', 'StartAt', 'States', ...fields]), location)
  const scope = scopeOf(definition, build, seesVariables ? build.scope : undefined)
  return compileStates(definition, location, { ...build, kind, scope, depth: build.depth + 1 })
}

/** Names of all variables that states of a machine assign. */
function scopeOf(definition: JsonObject, build: Build, parent: VariableScope | undefined): VariableScope {
  const names = new Set<string>()
  const states = isObject(definition.States) ? Object.values(definition.States) : []
  for (const state of states) {
    if (!isObject(state)) continue
    const language = languageOf(state, build.language)
    const lists = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []))
    for (const owner of [state, ...(lists as Json[])])
      if (isObject(owner) && isObject(owner.Assign))
        for (const member of Object.keys(owner.Assign)) names.add(variableName(member, language))
  }
  return present({ names, parent })
}

/** JSONPath where it is exactly that, the machine's where it is absent, and JSONata else: so AWS has it. */
function languageOf(owner: JsonObject, inherited: QueryLanguage): QueryLanguage {
  if (owner.QueryLanguage === undefined) return inherited
  return owner.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata'
}

export function outerLanguage(definition: JsonObject, build: Pick<Build, 'checks'>): QueryLanguage {
  build.checks.word(definition, 'QueryLanguage', languages, '')
  return languageOf(definition, 'JSONPath')
}

function compileStates(definition: JsonObject, location: string, build: Build): Program | undefined {
  const { checks } = build
  checks.required(definition, ['States', 'StartAt'], location)
  const comment = checks.text(definition, 'Comment', location)
  const startAt = checks.text(definition, 'StartAt', location)
  if (definition.States === undefined) return undefined
  const at = `${location}/States`
  const listed = checks.object(definition.States, at)
  if (!listed) return undefined
  const names = new Set(Object.keys(listed))
  if (names.size === 0) checks.error('Value cannot be empty', at)
  const states = new Map<string, State>()
  for (const name of names) {
    const state = compileState(name, listed[name] ?? null, `${at}/${name}`, build)
    if (state) states.set(name, state)
  }
  if (startAt === undefined || names.size === 0) return undefined
  checkGraph(startAt, states, names, location, checks)
  return present({ startAt, states, queryLanguage: build.language, comment })
}

/** One state. Source of the codes: API Reference, ValidateStateMachineDefinition. UNVERIFIED: the words for names. */
export function compileState(name: string, value: Json, location: string, build: Build): State | undefined {
  const { checks, stateNames } = build
  if (name === '' || name.length > stateNameCharactersMax)
    checks.error(
      `Invalid state name: '${name}'. State names must have 1 to ${stateNameCharactersMax} characters`,
      location,
      'INVALID_STATE_NAME',
    )
  if (stateNames.has(name)) checks.error(`Duplicate State name: ${name}`, location, 'DUPLICATE_STATE_NAME')
  stateNames.add(name)
  const state = checks.object(value, location)
  if (!state) return undefined
  checks.required(state, ['Type'], location)
  const type = checks.word(state, 'Type', stateTypes, location)
  checks.word(state, 'QueryLanguage', languages, location)
  if (!type) return undefined
  const language = languageOf(state, build.language)
  if (build.language === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    checks.error(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      location,
    )
    return undefined
  }
  checkFields(state, type, language, checks, location)
  return compilers[type](name, new StateContext(build, state, language, location))
}

const compilers: Readonly<Record<StateType, (name: string, context: StateContext) => State>> = {
  Pass: compilePass,
  Task: compileTask,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
  Parallel: compileParallel,
  Map: compileMap,
}
