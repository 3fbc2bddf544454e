/**
 * Regular expressions as Java reads them, in JavaScript's words. Most mean the same; this rewrites anchors of the whole
 * input, flags at the beginning and POSIX classes. Intersections and unions of classes
 * work where JavaScript writes them in the same way, as `[[a-z]&&[^aeiou]]`.
 * Source: Java SE API, java.util.regex.Pattern.
 */

/** What POSIX classes hold, as it is written inside brackets. */
const classes: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: '\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E',
  Graph: '\\x21-\\x7E',
  Print: '\\x20-\\x7E',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9A-Fa-f',
  Space: '\\s',
}

/** An expression that matches the whole of a text, or undefined when the pattern is none that can be run here. */
export function compileJavaPattern(pattern: string): RegExp | undefined {
  const [prefix = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? []
  const { text, nested } = translate(pattern.slice(prefix.length))
  for (const mode of modesFor(text, nested)) {
    try {
      return new RegExp(`^(?:${text})$`, flags + mode)
    } catch {
      // The next mode may take it.
    }
  }
  return undefined
}

/** The modes that read a pattern as it is meant, the strictest first. The others are for escapes that it finds needless. */
function modesFor(text: string, nested: boolean): string[] {
  // Without `v` a class ends at the first bracket, and without `u` a property (`\p{L}`) is plain letters.
  if (nested) return ['v']
  return /\\[pP]/.test(text) ? ['v', 'u'] : ['v', 'u', '']
}

const escapeOrBracket = /\\(?:([pP])\{(\w+)\}|([AzZh])|[\s\S])|[[\]]/g

/** `nested`: the pattern has classes inside classes. */
function translate(pattern: string): { readonly text: string; readonly nested: boolean } {
  let depth = 0
  let nested = false
  const text = pattern.replace(
    escapeOrBracket,
    (whole, property?: string, name?: string, letter?: string) => {
      if (whole === '[') {
        nested ||= depth > 0
        depth += 1
      }
      if (whole === ']') depth = Math.max(0, depth - 1)
      if (letter === 'h') return depth > 0 ? ' \\t\\xA0' : '[ \\t\\xA0]'
      if (letter !== undefined) return letter === 'A' ? '^' : '$'
      const content = name !== undefined && Object.hasOwn(classes, name) ? classes[name] : undefined
      if (content === undefined) return whole
      if (property === 'p') return depth > 0 ? content : `[${content}]`
      nested ||= depth > 0
      return `[^${content}]`
    },
  )
  return { text, nested }
}
