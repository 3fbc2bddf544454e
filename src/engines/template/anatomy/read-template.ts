/** Reads the sections of a template and checks how they are built. Source: User Guide, "Template sections". */

import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { formatError, TemplateError } from '../errors.ts'
import { isList, textOf } from '../functions/calls.ts'
import { descriptionBytesMax } from '../limits.ts'
import type { ParameterDeclaration, Template } from '../types.ts'
import { checkReferences } from './check-references.ts'
import { refuseNulls, sectionOf } from './checks.ts'
import { readConditions } from './read-conditions.ts'
import { readMappings } from './read-mappings.ts'
import { readOutputs } from './read-outputs.ts'
import { readParameters } from './read-parameters.ts'
import { readResources } from './read-resources.ts'
import { readRules } from './read-rules.ts'

/** The sections that a template may have. */
export const sections: ReadonlySet<string> = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Hooks',
  'Resources',
  'Outputs',
])

const formatVersion = '2010-09-09'

/** How a template is read. */
export interface ReadOptions {
  /** Whether the template may use language extensions; if absent, its section Transform says so, which is gone when transforms were carried out. */
  readonly languageExtensions?: boolean
}

/**
 * Reads a template whose transforms have been carried out. Fails with a TemplateError: sections that are not built as they
 * should be, quotas, names that stand for nothing, circles.
 */
export function readTemplate(document: JsonObject, options: ReadOptions = {}): Template {
  const template = readSections(document, options)
  checkReferences(template)
  return template
}

/** As {@link readTemplate}, without looking at what names stand for: before transforms, names may come from them. */
export function readSections(document: JsonObject, options: ReadOptions = {}): Template {
  const languageExtensions = options.languageExtensions ?? hasLanguageExtensions(document)
  const unknown = Object.keys(document).filter((name) => !sections.has(name))
  if (unknown.length > 0)
    throw new TemplateError(`Invalid template property or properties [${unknown.join(', ')}]`)
  refuseNulls(document)
  const version = document.AWSTemplateFormatVersion
  if (version !== undefined && version !== formatVersion)
    throw formatError(
      `${textOf(version) ?? 'the given value'} is not a supported value for AWSTemplateFormatVersion`,
    )
  const description = document.Description
  if (description !== undefined && typeof description !== 'string')
    throw formatError('Every Description member must be a string.')
  if (description !== undefined && utf8Bytes(description) > descriptionBytesMax)
    throw formatError(`'Description' length is greater than ${descriptionBytesMax}`)
  const metadata = document.Metadata
  if (metadata !== undefined && !isObject(metadata)) throw formatError('Metadata must be an object.')
  return {
    document,
    ...(version !== undefined && { formatVersion: version }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
    transforms: transformNames(document.Transform),
    languageExtensions,
    parameters: readParameters(sectionOf(document, 'Parameters')),
    rules: readRules(sectionOf(document, 'Rules')),
    mappings: readMappings(sectionOf(document, 'Mappings'), languageExtensions),
    conditions: readConditions(sectionOf(document, 'Conditions')),
    resources: readResources(sectionOf(document, 'Resources'), languageExtensions),
    outputs: readOutputs(sectionOf(document, 'Outputs')),
  }
}

/** The section Parameters alone: transforms are given parameters, and may not change them. Fails with a TemplateError. */
export function readParameterDeclarations(document: JsonObject): ReadonlyMap<string, ParameterDeclaration> {
  return readParameters(sectionOf(document, 'Parameters'))
}

/** The name of the transform that allows language extensions. */
export const languageExtensionsTransform = 'AWS::LanguageExtensions'

/** Whether a template declares the transform AWS::LanguageExtensions. */
export function hasLanguageExtensions(document: JsonObject): boolean {
  return transformNames(document.Transform).includes(languageExtensionsTransform)
}

/** The names of the section Transform: a name, an object with a name, or a list of these. Fails with a TemplateError. */
export function transformNames(section: Json | undefined): string[] {
  if (section === undefined) return []
  return (isList(section) ? section : [section]).map((item) => {
    const name = isObject(item) ? item.Name : item
    if (typeof name !== 'string')
      throw new TemplateError('Key Name of transform definition must be a string.')
    return name
  })
}
