/** Reads templates and other files of the same languages. */
import { readFileSync } from 'node:fs'
import { parseTemplate, TemplateError } from '../../engines/template/index.ts'
import { LoopError } from '../loop-error.ts'
import { asObject, type Template } from './template.ts'

/** The template in a file. Fails with a LoopError that names file, line and column. */
export function readTemplate(file: string): Template {
  const content = asObject(readStructured(file))
  if (asObject(content?.Resources) === undefined)
    throw new LoopError(`${file} is no template: it has no section Resources.`)
  return content as unknown as Template
}

/** What a YAML or JSON file says; functions in their long form. Aliases are followed, as deployment tools do. */
export function readStructured(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new LoopError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  try {
    return parseTemplate(text, { lenient: true }).document
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const [, line, column] = /line (\d+), column (\d+)/.exec(error.message) ?? []
    throw new LoopError(
      line === undefined ? `${file}: ${error.message}` : `${file}:${line}:${column}: ${error.message}`,
    )
  }
}
