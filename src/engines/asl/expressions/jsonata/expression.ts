import jsonata from 'jsonata'
import type { Json } from '../../../../base/json.ts'
import { jsonataDepthMax, jsonataSequenceMax, jsonataStepsMax } from '../limits.ts'
import { type Scope, StateError } from '../types.ts'
import { chanceName, registerFunctions } from './functions.ts'
import { Measure, MemoryLimitError, NoJsonError, toJson } from './measure.ts'
import { LinearRegex } from './regex.ts'
import { type Node, type QuickRead, quickRead } from './steps.ts'

/** An expression that the library cannot read. The message is the library's. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError'
}

/** One `{% … %}`, compiled. */
export interface JsonataExpression {
  readonly source: string
  readonly ast: Node
  /** @throws StateError `States.QueryEvaluationError`, at once or by its promise. */
  evaluate(scope: Scope, field: string): Json | Promise<Json>
}

/**
 * The longest that an evaluation takes that neither steps nor memory have cut. Unit: milliseconds. A last resort against single steps that are
 * slow; the counted bounds give the same answer each time.
 */
const longestMs = 5_000

const options = {
  stack: jsonataDepthMax,
  sequence: jsonataSequenceMax,
  timeout: longestMs,
  RegexEngine: LinearRegex as unknown as RegExpConstructor,
}

const afterStep = Symbol.for('jsonata.__evaluate_exit')

/** An expression took too many steps. UNVERIFIED: the words. */
class TooLongError extends Error {
  override readonly name = 'TooLongError'
}

/** @throws ExpressionSyntaxError */
export function compileExpression(source: string): JsonataExpression {
  const library = parse(source)
  const ast = library.ast() as Node
  const quick: QuickRead = quickRead(ast) ?? (() => undefined)
  let ready = false
  return {
    source,
    ast,
    evaluate(scope, field) {
      const read = quick(scope)
      if (read) return read.value
      if (!ready) prepare(library)
      ready = true
      return run(library, ast, source, scope, field)
    },
  }
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, options)
  } catch (error) {
    throw new ExpressionSyntaxError(messageOf(error))
  }
}

/** What one evaluation has used, kept where its outermost frame is. */
interface Base {
  steps?: number
  measure?: Measure
}

function prepare(library: jsonata.Expression): void {
  registerFunctions(library)
  // `$eval` is no function here, as on AWS.
  library.assign('eval', undefined)
  library.assign(afterStep as unknown as string, countStep)
}

/** Kinds of nodes that build values. */
const building = new Set(['unary', 'binary', 'function', 'apply', 'transform', 'block', 'condition'])

function countStep(node: Node, _input: unknown, environment: { base: Base }, result: unknown): void {
  const { base } = environment
  base.steps = (base.steps ?? 0) + 1
  if (base.steps > jsonataStepsMax) throw new TooLongError()
  if ((typeof result !== 'object' && typeof result !== 'string') || !building.has(node.type)) return
  base.measure ??= new Measure()
  base.measure.check(result)
}

async function run(
  library: jsonata.Expression,
  ast: Node,
  source: string,
  scope: Scope,
  field: string,
): Promise<Json> {
  let value: unknown
  try {
    value = await library.evaluate(undefined, bindings(scope))
    if (value !== undefined) return toJson(value)
  } catch (error) {
    const endless = endlessNumber(error, ast)
    if (endless !== undefined) return endless
    throw failure(error, source, field)
  }
  throw queryError(source, field, 'returned nothing (undefined).')
}

function bindings(scope: Scope): Record<string, unknown> {
  const states: Record<string, Json> = { input: scope.input, context: scope.context }
  if (scope.result !== undefined) states.result = scope.result
  if (scope.errorOutput !== undefined) states.errorOutput = scope.errorOutput
  return { ...scope.variables, states, [chanceName]: scope.chance }
}

/** AWS writes numbers that JSON has not as texts, where the library refuses them. */
function endlessNumber(error: unknown, ast: Node): string | undefined {
  const { code, value } = error as { code?: unknown; value?: unknown }
  return code === 'D1001' && ast.type === 'binary' ? String(value) : undefined
}

/** A failed evaluation, opened with the sentence that AWS says first. */
function failure(error: unknown, source: string, field: string): StateError {
  if (error instanceof NoJsonError) return queryError(source, field, 'returned an unsupported result type.')
  return queryError(source, field, `threw an error during evaluation${reason(error)}`)
}

const memory = `: ${new MemoryLimitError().message}`
const endless = ': Expression evaluation timeout: Check for infinite loop'

function reason(error: unknown): string {
  // Texts, lists and recursion beyond what the engine itself can have.
  if (error instanceof MemoryLimitError || error instanceof RangeError) return memory
  if (error instanceof TooLongError) return endless
  const { code } = error as { code?: unknown }
  if (code === 'D1011')
    return `: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. Depth=${jsonataDepthMax + 1} max=${jsonataDepthMax}`
  if (code === 'D1012') return endless
  if (code === 'D2014' || code === 'D2015') return memory
  return typeof code === 'string' ? `. ${code}: ${messageOf(error)}` : `: ${messageOf(error)}`
}

function messageOf(error: unknown): string {
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? message : String(error)
}

/** `States.QueryEvaluationError` in AWS's words. */
export function queryError(source: string, field: string, what: string): StateError {
  return new StateError(
    'States.QueryEvaluationError',
    `The JSONata expression '${source}' specified for the field '${field}' ${what}`,
    field,
  )
}
