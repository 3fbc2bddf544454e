/** A template before its transforms have been carried out, as far as it can be read: for summaries. */
import { isObject, type Json, type JsonObject } from '../../base/json.ts'
import { resourceMembers } from './anatomy/read-resources.ts'
import {
  hasLanguageExtensions,
  readParameterDeclarations,
  readSections,
  readTemplate,
  sections,
} from './anatomy/read-template.ts'
import { TemplateError } from './errors.ts'
import { parameterType } from './parameters/parameter-types.ts'
import { resolveParameters } from './parameters/resolve-parameters.ts'
import { transformsOf } from './transforms/find-transforms.ts'
import { expandLanguageExtensions } from './transforms/language-extensions.ts'
import type { Template } from './types.ts'

/**
 * Reads a template. Loops over what is known from the defaults of parameters are expanded; sections that a transform is to fill
 * are left out. A template without transforms is checked as a whole. Fails with a TemplateError.
 */
export function readBeforeTransforms(document: JsonObject): Template {
  if (transformsOf(document).length === 0) return readTemplate(document)
  const expanded = hasLanguageExtensions(document) ? expandedByDefaults(document) : document
  return readSections(withoutCalls(expanded), { languageExtensions: hasLanguageExtensions(document) })
}

function expandedByDefaults(document: JsonObject): JsonObject {
  const declared = readParameterDeclarations(document)
  const chosen = new Map<string, string>()
  for (const [name, parameter] of declared)
    if (parameter.default !== undefined && !parameterType(parameter.type)?.stored)
      chosen.set(name, parameter.default)
  try {
    const parameters = resolveParameters(declared, chosen)
    const unknown = { accountId: '', region: '', partition: '', urlSuffix: '', stackId: '', stackName: '' }
    return expandLanguageExtensions(document, {
      parameters,
      pseudo: { ...unknown, notificationArns: [] },
      zones: () => [],
    })
  } catch (error) {
    // A loop over what is only known later.
    if (error instanceof TemplateError) return document
    throw error
  }
}

/**
 * What CloudFormation itself knows: loops that could not be expanded, transforms, and what only a transform understands (SAM's
 * section Globals, Connectors of its resources) are gone.
 */
function withoutCalls(document: JsonObject): JsonObject {
  const known = Object.entries(document).filter(([name]) => sections.has(name))
  return Object.fromEntries(
    known.map(([name, section]) => {
      if (!isObject(section)) return [name, section]
      const members = plainMembers(section)
      return [name, name === 'Resources' ? mapResources(members) : members]
    }),
  ) as JsonObject
}

function plainMembers(section: JsonObject): JsonObject {
  const members: [string, Json | undefined][] = Object.entries(section)
  return Object.fromEntries(members.filter(([name]) => !name.startsWith('Fn::')))
}

function mapResources(resources: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => [
      logicalId,
      isObject(resource)
        ? Object.fromEntries(Object.entries(resource).filter(([name]) => resourceMembers.has(name)))
        : resource,
    ]),
  ) as JsonObject
}
