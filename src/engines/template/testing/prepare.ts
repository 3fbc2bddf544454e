/** Takes tests from a text to a prepared template. */

import { readTemplate } from '../anatomy/read-template.ts'
import { chooseParameters, resolveParameters } from '../parameters/resolve-parameters.ts'
import { parseTemplate } from '../parse/parse-template.ts'
import { prepareTemplate } from '../prepare.ts'
import type { PreparedTemplate } from '../types.ts'
import { contextWith } from './context.ts'

/** A template under given parameters; the rest of what it is computed from is fixed. */
export function prepared(text: string, given: Readonly<Record<string, string>> = {}): PreparedTemplate {
  const template = readTemplate(parseTemplate(text).document)
  const chosen = chooseParameters(
    template.parameters,
    Object.entries(given).map(([name, value]) => ({ name, value })),
  )
  return prepareTemplate(template, contextWith(resolveParameters(template.parameters, chosen)))
}

/** The message that a function fails with; undefined when it does not. */
export function messageOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof Error && error.name === 'TemplateError'
      ? error.message
      : `NOT a TemplateError: ${error}`
  }
}
