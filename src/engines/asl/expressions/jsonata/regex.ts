import { RE2JS } from 're2js'

/**
 * Regular expressions of the library, matched in time that grows with the text alone: the engine of JavaScript can be made to take for ever.
 * Has of RegExp what the library uses.
 */
export class LinearRegex {
  lastIndex = 0
  readonly #pattern: RE2JS

  constructor(expression: RegExp) {
    let flags = 0
    if (expression.flags.includes('i')) flags |= RE2JS.CASE_INSENSITIVE
    if (expression.flags.includes('m')) flags |= RE2JS.MULTILINE
    this.#pattern = RE2JS.compile(RE2JS.translateRegExp(expression.source), flags)
  }

  exec(text: string): (string[] & { index: number }) | null {
    const matcher = this.#pattern.matcher(text)
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    const groups: string[] = []
    for (let group = 0; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? '')
    this.lastIndex = matcher.end()
    return Object.assign(groups, { index: matcher.start() })
  }
}
