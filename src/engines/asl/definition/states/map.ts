import type { Json, JsonObject } from '../../../../base/json.ts'
import { expressionSource } from '../../expressions/jsonata/template.ts'
import { lists } from '../../expressions/quantity.ts'
import type { Expression } from '../../expressions/types.ts'
import { labelCharactersMax } from '../limits.ts'
import { present } from '../present.ts'
import type { ItemProcessor, MapState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore, compileTransition } from './core.ts'
import { compileHandlers } from './handlers.ts'
import { compileItemBatcher, compileItemReader, compileResultWriter } from './map-data.ts'
import { withResult } from './result.ts'

/** Source: Amazon States Language, "Map State"; Step Functions Developer Guide, "Map workflow state", "Map state in Distributed mode". */
export function compileMap(name: string, context: StateContext): MapState {
  const { build, object, location, jsonata } = context
  build.checks.exclusive(object, ['ItemProcessor', 'Iterator'], location, true)
  build.checks.exclusive(object, ['ItemSelector', 'Parameters'], location)
  const itemProcessor = compileProcessor(context)
  const whole = { least: 0, most: Number.MAX_SAFE_INTEGER }
  checkMode(itemProcessor?.mode, context)
  return present({
    type: 'Map' as const,
    ...compileCore(name, context, withResult),
    ...compileHandlers(context),
    transition: compileTransition(context),
    resultSelector: jsonata ? undefined : context.objectTemplate('ResultSelector'),
    resultPath: jsonata ? undefined : context.resultPath(),
    // Errors are told already, and no program comes of them.
    itemProcessor: itemProcessor as ItemProcessor,
    items: compileItems(context),
    itemSelector: context.template(
      object.ItemSelector === undefined && !jsonata ? 'Parameters' : 'ItemSelector',
    ),
    maxConcurrency: context.number('MaxConcurrency', whole),
    itemReader: compileItemReader(context),
    itemBatcher: compileItemBatcher(context),
    resultWriter: compileResultWriter(context),
    toleratedFailurePercentage: context.number('ToleratedFailurePercentage', {
      least: 0,
      most: 100,
      whole: false,
    }),
    toleratedFailureCount: context.number('ToleratedFailureCount', whole),
    label: compileLabel(context),
  })
}

function compileItems(context: StateContext): Expression<Json> | undefined {
  if (!context.jsonata) return context.pathValue('ItemsPath', lists)
  const value = context.object.Items
  if (value === undefined) return undefined
  if (expressionSource(value) !== undefined) return context.expression('Items', lists)
  if (typeof value === 'object' && value !== null) return context.template('Items')
  context.build.checks.error('Expected value of type [ARRAY]', context.at('Items'))
  return undefined
}

const processorFields = ['ProcessorConfig']

function compileProcessor(context: StateContext): ItemProcessor | undefined {
  const { build, object } = context
  const name = object.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor'
  const definition = object[name]
  if (definition === undefined) return undefined
  const at = context.at(name)
  const processor = build.checks.object(definition, at)
  if (!processor) return undefined
  const { mode, executionType } = compileConfig(processor, context, at)
  const distributed = mode === 'DISTRIBUTED'
  const program = build.machine(processor, at, {
    build,
    kind: distributed ? (executionType ?? 'STANDARD') : build.kind,
    seesVariables: !distributed,
    fields: processorFields,
  })
  return (
    program && present({ mode, executionType: distributed ? executionType : undefined, program, definition })
  )
}

type Config = Pick<ItemProcessor, 'mode'> & { executionType: ItemProcessor['executionType'] | undefined }

function compileConfig(processor: JsonObject, context: StateContext, at: string): Config {
  const { checks, kind } = context.build
  const inline: Config = { mode: 'INLINE', executionType: undefined }
  if (processor.ProcessorConfig === undefined) return inline
  const place = `${at}/ProcessorConfig`
  const config = checks.object(processor.ProcessorConfig, place)
  if (!config) return inline
  const mode = checks.word(config, 'Mode', ['INLINE', 'DISTRIBUTED'] as const, place) ?? 'INLINE'
  checks.only(config, new Set(mode === 'INLINE' ? ['Mode'] : ['Mode', 'ExecutionType']), place)
  if (mode === 'INLINE') return inline
  checks.required(config, ['ExecutionType'], place)
  if (kind === 'EXPRESS')
    checks.error(
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
      `${place}/Mode`,
    )
  return {
    mode,
    executionType: checks.word(config, 'ExecutionType', ['STANDARD', 'EXPRESS'] as const, place),
  }
}

const onlyDistributed = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'Label',
]

/** UNVERIFIED: the words. */
function checkMode(mode: ItemProcessor['mode'] | undefined, { build, object, location }: StateContext): void {
  if (mode !== 'INLINE') return
  for (const field of onlyDistributed)
    if (object[field] !== undefined)
      build.checks.error(`Field '${field}' is only supported for 'DISTRIBUTED' mode`, location)
}

/** Source: Step Functions Developer Guide, "Map state in Distributed mode", Label. */
const labelForm = /^[^\s?*<>{}[\]"#%\\^|~`$&,;:/\p{C}]+$/u

/** The codes are AWS's; UNVERIFIED: the words. */
function compileLabel(context: StateContext): string | undefined {
  const { checks, labels } = context.build
  const label = checks.text(context.object, 'Label', context.location)
  if (label === undefined) return undefined
  const at = context.at('Label')
  if (label.length > labelCharactersMax || !labelForm.test(label))
    checks.error(`Invalid label name: ${label}`, at, 'INVALID_LABEL_NAME')
  if (labels.has(label)) checks.error(`Duplicate label name: ${label}`, at, 'DUPLICATE_LABEL_NAME')
  labels.add(label)
  return label
}
