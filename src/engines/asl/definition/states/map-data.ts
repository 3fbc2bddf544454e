import { isObject, type JsonObject } from '../../../../base/json.ts'
import { batchBytesMax, maxItemsMax } from '../limits.ts'
import { present } from '../present.ts'
import type { ItemBatcher, ItemReader, Resource, ResultWriter } from '../program.ts'
import { parseResource } from '../resource.ts'
import type { StateContext } from '../state-context.ts'

/** Where a distributed Map gets its items, how it groups them, and where results go. Source: Step Functions Developer Guide, "ItemReader", "ItemBatcher", "ResultWriter". */

function partOf(context: StateContext, name: string): StateContext | undefined {
  const value = context.object[name]
  if (value === undefined) return undefined
  const object = context.build.checks.object(value, context.at(name))
  return object && context.part(object, name)
}

/** The document that says where: its name depends on the query language. */
function argumentsField(context: StateContext): 'Arguments' | 'Parameters' {
  return context.jsonata ? 'Arguments' : 'Parameters'
}

function compileResource(context: StateContext, actions: RegExp): Resource | undefined {
  const { checks } = context.build
  const arn = checks.text(context.object, 'Resource', context.location)
  if (arn === undefined) return undefined
  if (actions.test(arn)) return parseResource(arn)
  checks.error("The field 'Resource' does not match any of the allowed values", context.at('Resource'))
  return undefined
}

const readers = /^arn:[^:]+:states:::s3:(getObject|listObjectsV2)$/
const writers = /^arn:[^:]+:states:::s3:putObject$/

const readerConfigFields = [
  'InputType',
  'Transformation',
  'ManifestType',
  'CSVHeaderLocation',
  'CSVHeaders',
  'CSVDelimiter',
  'ItemsPointer',
  'MaxItems',
  'MaxItemsPath',
]

export function compileItemReader(outer: StateContext): ItemReader | undefined {
  const context = partOf(outer, 'ItemReader')
  if (!context) return undefined
  const { build, object, location } = context
  const field = argumentsField(context)
  build.checks.only(object, new Set(['Resource', field, 'ReaderConfig']), location)
  build.checks.required(object, ['Resource'], location)
  const resource = compileResource(context, readers)
  const config = partOf(context, 'ReaderConfig')
  return present({
    resource: resource as Resource,
    arguments: context.objectTemplate(field),
    ...(config && compileReaderConfig(config)),
  })
}

function compileReaderConfig(context: StateContext): Omit<ItemReader, 'resource' | 'arguments'> {
  const { object, location } = context
  const { checks } = context.build
  checks.only(object, new Set(readerConfigFields), location)
  const inputType = checks.word(
    object,
    'InputType',
    ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'] as const,
    location,
  )
  checkCsv(object, inputType, context)
  return present({
    inputType,
    transformation: checks.word(object, 'Transformation', ['NONE', 'LOAD_AND_FLATTEN'] as const, location),
    manifestType: checks.word(object, 'ManifestType', ['S3_INVENTORY', 'ATHENA_DATA'] as const, location),
    csvHeaderLocation: checks.word(object, 'CSVHeaderLocation', ['FIRST_ROW', 'GIVEN'] as const, location),
    csvHeaders: checks.texts(object.CSVHeaders, context.at('CSVHeaders')),
    csvDelimiter: checks.word(
      object,
      'CSVDelimiter',
      ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] as const,
      location,
    ),
    itemsPointer: checks.text(object, 'ItemsPointer', location),
    maxItems: context.number('MaxItems', { least: 1, most: maxItemsMax }),
  })
}

function checkCsv(object: JsonObject, inputType: string | undefined, context: StateContext): void {
  const { checks } = context.build
  const { location } = context
  if (inputType === 'CSV' && object.CSVHeaderLocation === undefined)
    checks.error("The field 'CSVHeaderLocation' is required", location)
  if (inputType !== 'CSV' && inputType !== 'MANIFEST' && object.Transformation === undefined)
    for (const name of ['CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'])
      if (object[name] !== undefined) checks.error(`Field '${name}' is not supported`, location)
  if (object.CSVHeaderLocation === 'GIVEN' && object.CSVHeaders === undefined)
    checks.error('These fields are required: [CSVHeaders]', location)
}

const batcherFields = new Set([
  'BatchInput',
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
])

export function compileItemBatcher(outer: StateContext): ItemBatcher | undefined {
  const context = partOf(outer, 'ItemBatcher')
  if (!context) return undefined
  const { build, object, location } = context
  build.checks.only(object, batcherFields, location)
  const bounds = [...batcherFields].filter((name) => name !== 'BatchInput')
  if (!bounds.some((name) => object[name] !== undefined))
    build.checks.error(
      'This object should have at least one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath]',
      location,
    )
  return present({
    batchInput: context.objectTemplate('BatchInput'),
    maxItemsPerBatch: context.number('MaxItemsPerBatch', { least: 1, most: maxItemsMax }),
    maxInputBytesPerBatch: context.number('MaxInputBytesPerBatch', { least: 1, most: batchBytesMax }),
  })
}

export function compileResultWriter(outer: StateContext): ResultWriter | undefined {
  const context = partOf(outer, 'ResultWriter')
  if (!context) return undefined
  const { build, object, location } = context
  const { checks } = build
  const field = argumentsField(context)
  checks.only(object, new Set(['Resource', field, 'WriterConfig']), location)
  if (object[field] !== undefined) checks.required(object, ['Resource'], location)
  const config = isObject(object.WriterConfig) ? object.WriterConfig : {}
  const at = context.at('WriterConfig')
  if (object.WriterConfig !== undefined) checks.object(object.WriterConfig, at)
  checks.only(config, new Set(['OutputType', 'Transformation']), at)
  return present({
    resource: compileResource(context, writers),
    arguments: context.objectTemplate(field),
    outputType: checks.word(config, 'OutputType', ['JSON', 'JSONL'] as const, at) ?? 'JSON',
    transformation:
      checks.word(config, 'Transformation', ['NONE', 'COMPACT', 'FLATTEN'] as const, at) ?? 'NONE',
  })
}
