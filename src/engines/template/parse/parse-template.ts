/** Reads a text as a template: JSON when it begins as such, else YAML. */
import { isObject, type JsonObject } from '../../../base/json.ts'
import { formatError } from '../errors.ts'
import type { ParsedTemplate } from '../types.ts'
import { parseJson } from './parse-json.ts'
import { parseYaml } from './parse-yaml.ts'

/** How a text is read. */
export interface ParseOptions {
  /**
   * True: YAML's aliases and merge keys are followed and keys that are numbers are taken as texts, as deployment tools do
   * before they send a template. CloudFormation itself refuses all three.
   */
  readonly lenient?: boolean
}

/**
 * Reads the text of a template. Fails with a TemplateError: `JSON not well-formed`, `YAML not well-formed` with line and column,
 * `unsupported structure`. Sizes are the caller's to check, for they differ by where the text came from.
 * Source: User Guide, "CloudFormation template formats".
 */
export function parseTemplate(text: string, options: ParseOptions = {}): ParsedTemplate {
  const isJson = /^\uFEFF?\s*\{/.test(text)
  const document = isJson ? parseJson(text) : parseYaml(text, options.lenient === true)
  if (!isObject(document)) throw formatError('unsupported structure.')
  return { format: isJson ? 'json' : 'yaml', document: withoutEmptySections(document) }
}

/** UNVERIFIED: published templates that a transform expands have sections of which nothing stands but the name, and are taken. */
function withoutEmptySections(document: JsonObject): JsonObject {
  if (document.Transform === undefined) return document
  return Object.fromEntries(Object.entries(document).filter(([, section]) => section !== null))
}
