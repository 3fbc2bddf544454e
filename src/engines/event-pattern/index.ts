/** The language of EventBridge's event patterns: of rules, archives, pipes, and filters of event source mappings. */
export { compileEventPattern, type EventPattern } from './compile.ts'
export { EventPatternError } from './errors.ts'
