import type { Json, JsonObject } from '../../base/json.ts'
import type { Step } from './types.ts'

/**
 * Why definite steps lead nowhere, in the words of the library that AWS reads paths with, which it passes on.
 * Source: https://github.com/json-path/JsonPath, PathToken and PropertyPathToken.
 */
export function explainMiss(steps: readonly Step[], document: Json): string {
  let node: Json | undefined = document
  let shown = '$'
  for (const [index, step] of steps.entries()) {
    const before = shown
    shown += showStep(step)
    const last = index === steps.length - 1
    if (step.kind === 'property') {
      if (typeof node !== 'object' || node === null || Array.isArray(node))
        return `Expected to find an object with property ['${step.name}'] in path ${before} but found '${javaType(node)}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.`
      const object = node as JsonObject
      node = Object.hasOwn(object, step.name) ? object[step.name] : undefined
      if (node === undefined)
        return last ? `No results for path: ${shown}` : `Missing property in path ${shown}`
    } else if (step.kind === 'index') {
      if (!Array.isArray(node))
        return `Filter: [${step.index}] can only be applied to arrays. Current context is: ${JSON.stringify(node)}`
      node = node.at(step.index)
      if (node === undefined) return `No results for path: ${shown}`
    } else break
  }
  return `No results for path: ${steps.reduce((text, step) => text + showStep(step), '$')}`
}

function showStep(step: Step): string {
  switch (step.kind) {
    case 'property':
      return `['${step.name}']`
    case 'properties':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`
    case 'index':
      return `[${step.index}]`
    case 'indexes':
      return `[${step.indexes.join(',')}]`
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'scan':
      return '..'
    case 'filter':
      return '[?]'
  }
}

function javaType(node: Json | undefined): string {
  if (node === null || node === undefined) return 'null'
  if (Array.isArray(node)) return 'com.fasterxml.jackson.databind.node.ArrayNode'
  const types: Record<string, string> = { string: 'TextNode', number: 'IntNode', boolean: 'BooleanNode' }
  return `com.fasterxml.jackson.databind.node.${types[typeof node] ?? 'ObjectNode'}`
}
