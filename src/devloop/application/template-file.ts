/** Reads templates and other files of the same languages. */
import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { LoopError } from '../loop-error.ts'
import { asObject, type Template } from './template.ts'

/** The template in a file. Fails with a LoopError that names file, line and column. */
export function readTemplate(file: string): Template {
  const content = asObject(readStructured(file))
  if (asObject(content?.Resources) === undefined)
    throw new LoopError(`${file} is no template: it has no section Resources.`)
  return content as unknown as Template
}

/** What a YAML or JSON file says. */
export function readStructured(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new LoopError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  return parseDocument(text).toJS()
}
