/** How EventBridge and Pipes make the input of a target out of an event. */
export { isJson, minifyJson } from './minify.ts'
export { type EventPath, parseEventPath } from './path.ts'
export {
  compileInputTemplate,
  type InputTemplate,
  type TemplateStyle,
  type TemplateValue,
} from './template.ts'
