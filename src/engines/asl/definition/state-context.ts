import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { PathSyntaxError } from '../../jsonpath/index.ts'
import { assignOf, variableNameFault } from '../expressions/assign.ts'
import { inputAlone, type Visible } from '../expressions/jsonata/check.ts'
import { compileJsonataTemplate, type Field } from '../expressions/jsonata/template.ts'
import { memberLocation } from '../expressions/location.ts'
import { compilePayload } from '../expressions/payload.ts'
import {
  compileJsonataValue,
  compilePathValue,
  constantly,
  integers,
  type Kind,
  numbers,
} from '../expressions/quantity.ts'
import { compileResultPath, NotAReferenceError } from '../expressions/result-path.ts'
import { compileReadingPath } from '../expressions/scope-path.ts'
import type {
  Assign,
  Expression,
  Path,
  QueryLanguage,
  ReferencePath,
  Template,
} from '../expressions/types.ts'
import type { Build, VariableScope } from './build.ts'
import type { Range } from './checks.ts'
import { libraryFunctions } from './library-functions.ts'
import { lintPayload } from './lints.ts'

/** One state (or rule, or catcher) while it is compiled: its members, and how each kind of field becomes what is evaluated. */
export class StateContext {
  readonly build: Build
  readonly object: JsonObject
  readonly language: QueryLanguage
  /** In the definition: `/States/Ask`. */
  readonly location: string
  /** In the state, as evaluation errors name it: empty for the state itself, `Catch[0]` for a catcher. */
  readonly field: string

  constructor(build: Build, object: JsonObject, language: QueryLanguage, location: string, field = '') {
    this.build = build
    this.object = object
    this.language = language
    this.location = location
    this.field = field
  }

  get jsonata(): boolean {
    return this.language === 'JSONata'
  }

  /** A part of the state that has fields of its own. */
  part(object: JsonObject, name: string): StateContext {
    const field = this.field ? `${this.field}/${name}` : name
    return new StateContext(this.build, object, this.language, memberLocation(this.location, name), field)
  }

  at(name: string): string {
    return memberLocation(this.location, name)
  }

  /** A path that reads; `null` where it is written so. */
  path(name: string): Path | null | undefined {
    const value = this.object[name]
    if (value === undefined || value === null) return value
    return this.#readPath(value, this.at(name), compileReadingPath)
  }

  resultPath(): ReferencePath | null | undefined {
    const value = this.object.ResultPath
    if (value === undefined || value === null) return value
    return this.#readPath(value, this.at('ResultPath'), compileResultPath)
  }

  #readPath<T>(value: Json, location: string, compile: (text: string) => T): T | undefined {
    const { checks } = this.build
    if (typeof value !== 'string') {
      checks.error('Expected value of type [STRING]', location)
      return undefined
    }
    try {
      return compile(value)
    } catch (error) {
      if (error instanceof NotAReferenceError) checks.error(error.message, location)
      else if (error instanceof PathSyntaxError) checks.error('Value must be a valid JSONPath.', location)
      else throw error
      return undefined
    }
  }

  /** A payload template of JSONPath, or a document with expressions of JSONata. */
  template(name: string, visible: Visible = inputAlone): Template | undefined {
    const value = this.object[name]
    if (value === undefined) return undefined
    if (this.jsonata) return compileJsonataTemplate(value, this.#fieldOf(name, visible))
    lintPayload(value, this.at(name), this.build.checks)
    return compilePayload(value, this.at(name), this.build.checks.error)
  }

  /** A template that has to be an object, as long as it is no expression. */
  objectTemplate(name: string, visible: Visible = inputAlone): Template | undefined {
    const value = this.object[name]
    if (value !== undefined && !isObject(value) && !(this.jsonata && typeof value === 'string')) {
      this.build.checks.error('Expected value of type [OBJECT]', this.at(name))
      return undefined
    }
    return this.template(name, visible)
  }

  #fieldOf(name: string, visible: Visible): Field {
    return {
      field: this.field ? `${this.field}/${name}` : name,
      location: this.at(name),
      visible,
      report: this.build.checks.error,
      onVariable: (variable, location) => this.#lintVariable(variable, location),
    }
  }

  /** UNVERIFIED: AWS's code and words. */
  #lintVariable(variable: string, location: string): void {
    if (libraryFunctions.has(variable) || isAssigned(this.build.scope, variable)) return
    this.build.checks.warn(
      `Variable '${variable}' is possibly not defined.`,
      location,
      'POSSIBLY_UNDEFINED_VARIABLE',
    )
  }

  /** A number, an expression, or the `…Path` field of the same name. */
  number(name: string, range: Range, missing?: (path: string) => string): Expression<number> | undefined {
    const { checks } = this.build
    checks.exclusive(this.object, [name, `${name}Path`], this.location)
    const kind = (range.whole === false ? numbers : integers)(range.least, range.most)
    const value = this.object[name]
    if (value !== undefined) {
      if (this.jsonata && typeof value === 'string') return this.expression(name, kind)
      const number = checks.numberValue(value, range, this.at(name))
      return number === undefined ? undefined : constantly(number)
    }
    return this.jsonata ? undefined : this.pathValue(`${name}Path`, kind, missing)
  }

  /** One expression of JSONata. A text that is none is told as of the wrong type. */
  expression<T>(name: string, kind: Kind<T>, visible: Visible = inputAlone): Expression<T> | undefined {
    const value = this.object[name]
    if (value === undefined) return undefined
    const before = this.build.checks.errors
    const compiled = compileJsonataValue(value, kind, this.#fieldOf(name, visible))
    if (!compiled && this.build.checks.errors === before)
      this.build.checks.error(
        `Expected value of type [${kind.what === 'number' ? 'INTEGER' : kind.what.toUpperCase()}]`,
        this.at(name),
      )
    return compiled
  }

  pathValue<T>(name: string, kind: Kind<T>, missing?: (path: string) => string): Expression<T> | undefined {
    const value = this.object[name]
    if (value === undefined) return undefined
    return this.#readPath(value, this.at(name), (text) => compilePathValue(text, kind, name, missing))
  }

  /** Assign, where the state has one. */
  assign(visible: Visible = inputAlone): Assign | undefined {
    const value = this.object.Assign
    if (value === undefined) return undefined
    const { checks, scope } = this.build
    const object = checks.object(value, this.at('Assign'))
    if (!object) return undefined
    const names = Object.keys(object).map((name) => variableName(name, this.language))
    for (const [index, key] of Object.keys(object).entries()) {
      const name = names[index] ?? key
      const location = memberLocation(this.at('Assign'), key)
      const fault = variableNameFault(name)
      if (fault) checks.error(fault.message, location, fault.code)
      else if (scope.parent && isAssigned(scope.parent, name))
        checks.error(
          `The variable name '${name}' was already defined in a parent scope.`,
          location,
          'DUPLICATE_VARIABLE_NAME',
        )
    }
    const values = this.template('Assign', visible)
    return values && assignOf(names, values)
  }
}

/** The variable that a member of Assign names. */
export function variableName(member: string, language: QueryLanguage): string {
  return language === 'JSONPath' && member.endsWith('.$') ? member.slice(0, -2) : member
}

function isAssigned(scope: VariableScope, name: string): boolean {
  return scope.names.has(name) || (scope.parent !== undefined && isAssigned(scope.parent, name))
}
